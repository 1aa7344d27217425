// SPDX-License-Identifier: MIT
#include "driver/child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/check.hpp"
#include "driver/descriptor_wire.hpp"

namespace conformance::driver {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes_max = 16'384;
// How often it is looked whether the program has ended, while that is waited for.
constexpr Duration look_again = std::chrono::milliseconds(10);
constexpr Duration until_killed = std::chrono::seconds(1);

struct Pipe {
  int ours = -1;
  int theirs = -1;
};

// Both ends are closed in every program that is started; what a child is to have is given to it by name.
Pipe make_pipe(bool we_read) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw net::NetworkError(std::string("no pipe: ") + std::strerror(errno));
  return we_read ? Pipe{ends[0], ends[1]} : Pipe{ends[1], ends[0]};
}

std::string ending(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return "exited with code " + std::to_string(info.si_status);
  return "was ended by signal " + std::to_string(info.si_status) + " (" + strsignal(info.si_status) + ")";
}

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  void give(int end, int as) { posix_spawn_file_actions_adddup2(&actions_, end, as); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// A process group of its own, and the signals as a program expects to find them.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGINT);
    posix_spawnattr_setsigdefault(&attributes_, &defaults);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

struct Child::State {
  State(asio::io_context& context, Clock& its_clock, LogSink its_log)
      : clock(its_clock), errors(context), log(std::move(its_log)) {}

  // It is left to be reaped: as long as it is, its number, and that of its group, is nobody else's.
  void look() {
    siginfo_t info{};
    if (!ended && waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        info.si_pid == pid) {
      ended = ending(info);
    }
  }
  void signal_group(int number) const { kill(-pid, number); }

  Clock& clock;
  std::unique_ptr<net::Wire> wire;
  stream_descriptor errors;
  LogSink log;
  std::size_t log_lines = 0;
  bool all_said = false;  // the standard error was read to its end
  pid_t pid = -1;
  std::optional<std::string> ended;
};

namespace {

template <class State>
void log_line(State& state, std::string line) {
  if (line.size() > stderr_line_bytes_max) line.resize(stderr_line_bytes_max);
  if (++state.log_lines < stderr_lines_max) {
    state.log(line);
  } else if (state.log_lines == stderr_lines_max) {
    state.log("(more than that is left out)");
  }
}

// Reads the standard error to its end, so that a program that says much is not held up.
template <class State>
Task<void> read_errors(std::shared_ptr<State> state) {
  std::string line;
  std::array<char, read_bytes_max> bytes{};
  while (true) {
    error_code error;
    const auto count =
        co_await state->errors.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    for (const char c : std::string_view(bytes.data(), count)) {
      if (c == '\n') {
        log_line(*state, std::exchange(line, {}));
      } else if (line.size() <= stderr_line_bytes_max) {
        line.push_back(c);
      }
    }
  }
  if (!line.empty()) log_line(*state, line);
  state->all_said = true;
}

}  // namespace

Child::Child(asio::io_context& context, Clock& clock, std::vector<std::string> command, LogSink log)
    : state_(std::make_shared<State>(context, clock, std::move(log))) {
  check(!clock.is_virtual(), "a child process on a virtual clock");
  check(!command.empty(), "a program without a name");
  // Who writes to a program that has ended gets an error and is not ended itself.
  std::signal(SIGPIPE, SIG_IGN);
  const auto input = make_pipe(false);
  const auto output = make_pipe(true);
  const auto errors = make_pipe(true);
  state_->wire = descriptor_wire(context, output.ours, input.ours, command.front());
  state_->errors.assign(errors.ours);
  FileActions actions;
  actions.give(input.theirs, STDIN_FILENO);
  actions.give(output.theirs, STDOUT_FILENO);
  actions.give(errors.theirs, STDERR_FILENO);
  const Attributes attributes;
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (auto& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const int failed =
      posix_spawnp(&state_->pid, arguments.front(), actions.get(), attributes.get(), arguments.data(), environ);
  for (const int end : {input.theirs, output.theirs, errors.theirs}) ::close(end);
  if (failed != 0) throw net::NetworkError(command.front() + ": cannot be started: " + std::strerror(failed));
  asio::co_spawn(context, read_errors(state_), asio::detached);
}

Child::~Child() {
  state_->log = [](const std::string&) {};
  state_->signal_group(SIGKILL);
  int status = 0;
  waitpid(state_->pid, &status, 0);
  error_code ignored;
  state_->errors.close(ignored);
}

std::unique_ptr<net::Wire> Child::take_wire() { return std::move(state_->wire); }

Task<void> Child::end(Duration grace) { return end_group(state_, grace); }

Task<void> Child::end_group(std::shared_ptr<State> state, Duration grace) {
  auto deadline = state->clock.now() + grace;
  int next = SIGTERM;
  for (state->look(); !state->ended; state->look()) {
    if (state->clock.now() >= deadline) {
      state->signal_group(std::exchange(next, SIGKILL));
      deadline = state->clock.now() + until_killed;
    }
    auto pausing = pause(state->clock, look_again);
    co_await std::move(pausing);
  }
  // What the program has started and left behind in its group goes with it. What it said last is still to be read.
  state->signal_group(SIGTERM);
  deadline = state->clock.now() + until_killed;
  while (!state->all_said && state->clock.now() < deadline) {
    auto pausing = pause(state->clock, look_again);
    co_await std::move(pausing);
  }
}

std::optional<std::string> Child::ended() const {
  state_->look();
  return state_->ended;
}

int Child::pid() const { return state_->pid; }

}  // namespace conformance::driver

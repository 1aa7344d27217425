// SPDX-License-Identifier: MIT
#include "cli/trace_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "trace/json.hpp"

namespace conformance::cli {

Result<TraceFile> TraceFile::create(const std::string& path) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0 && errno == EEXIST) return InputError{"is there already, and is not written over", path};
  if (descriptor < 0) return InputError{std::string("cannot be made: ") + std::strerror(errno), path};
  auto* file = fdopen(descriptor, "w");
  if (file == nullptr) {
    close(descriptor);
    return InputError{std::string("cannot be written: ") + std::strerror(errno), path};
  }
  return TraceFile(path, file);
}

void TraceFile::write(const trace::Header& header) { line(trace::to_json_line(to_json(header))); }

void TraceFile::write(const trace::Event& event) { line(trace::to_json_line(to_json(event))); }

void TraceFile::line(const std::string& text) {
  good_ = good_ && std::fputs(text.c_str(), file_.get()) >= 0 && std::fflush(file_.get()) == 0;
}

}  // namespace conformance::cli

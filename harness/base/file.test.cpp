// SPDX-License-Identifier: MIT
#include "base/file.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace conformance {

namespace {

namespace fs = std::filesystem;

// A folder of its own, gone at the end.
class Folder {
 public:
  Folder() : path_((fs::temp_directory_path() / "conformance-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("A file comes back byte for byte", "[file]") {
  const Folder folder;
  const auto path = folder.file("report.json");
  const auto content = GENERATE(as<std::string>{}, "", "one\r\ntwo", std::string("\0\xff\x1a", 3),
                                std::string(65'536, 'x'), std::string(200'000, 'y'));
  REQUIRE(write_file(path, content).has_value());
  const auto read = read_file(path, 1'000'000);
  REQUIRE(read.has_value());
  CHECK(*read == content);
}

TEST_CASE("A file at the limit is read, one byte more is refused with the limit", "[file]") {
  const Folder folder;
  const auto path = folder.file("trace");
  const std::size_t bytes_max = GENERATE(std::size_t{0}, std::size_t{10}, std::size_t{65'536}, std::size_t{100'000});
  REQUIRE(write_file(path, std::string(bytes_max, 'x')).has_value());
  CHECK(read_file(path, bytes_max).has_value());
  REQUIRE(write_file(path, std::string(bytes_max + 1, 'x')).has_value());
  const auto read = read_file(path, bytes_max);
  REQUIRE(read.has_error());
  CHECK(read.error().place == path);
  CHECK(read.error().reason == "is larger than the " + std::to_string(bytes_max) + " bytes that are read at most");
}

TEST_CASE("A limit far above a file's size costs no memory", "[file]") {
  const Folder folder;
  const auto path = folder.file("small");
  REQUIRE(write_file(path, "small").has_value());
  const auto read = read_file(path, std::size_t{1} << 40U);
  REQUIRE(read.has_value());
  CHECK(read->capacity() < 1'000'000);
}

TEST_CASE("A file that cannot be read is named with the reason", "[file]") {
  const Folder folder;
  const auto missing = read_file(folder.file("missing"), 10);
  REQUIRE(missing.has_error());
  CHECK(missing.error().message() == folder.file("missing") + ": cannot be read: No such file or directory");
  const auto directory = read_file(folder.file(""), 10);
  REQUIRE(directory.has_error());
  CHECK(directory.error().reason == "is a folder, expected a file");
}

TEST_CASE("A file that fails while it is read is no empty file", "[file]") {
  // Nothing is mapped at the beginning of a process.
  const auto read = read_file("/proc/self/mem", 10);
  REQUIRE(read.has_error());
  CHECK(read.error().reason.find("cannot be read") == 0);
}

TEST_CASE("A file is replaced as a whole, and nothing is left beside it", "[file]") {
  const Folder folder;
  const auto path = folder.file("report.json");
  REQUIRE(write_file(path, "a long first version").has_value());
  std::ifstream reader(path);  // has it open while it is replaced
  REQUIRE(write_file(path, "second").has_value());
  std::string line;
  std::getline(reader, line);
  CHECK(line == "a long first version");
  CHECK(*read_file(path, 100) == "second");
  CHECK(folder.count() == 1);
}

TEST_CASE("A device is written to and not replaced", "[file]") {
  const Folder folder;
  const auto path = folder.file("null");
  fs::create_symlink("/dev/null", path);
  CHECK(write_file(path, "gone").has_value());
  CHECK(fs::is_character_file(path));
  CHECK(folder.count() == 1);
}

TEST_CASE("What cannot be written is said with the file and the reason", "[file]") {
  const Folder folder;
  const auto nowhere = write_file(folder.file("missing/report.json"), "x");
  REQUIRE(nowhere.has_error());
  CHECK(nowhere.error().message() ==
        folder.file("missing/report.json") + ": cannot be written: No such file or directory");
  const auto directory = write_file(folder.file(""), "x");
  REQUIRE(directory.has_error());
  CHECK(directory.error().reason == "cannot be written: Is a directory");
  CHECK(folder.count() == 0);
  fs::create_symlink("/dev/full", folder.file("full"));
  const auto full = write_file(folder.file("full"), "x");
  REQUIRE(full.has_error());
  CHECK(full.error().reason == "cannot be written: No space left on device");
  CHECK(folder.count() == 1);
}

}  // namespace conformance

// SPDX-License-Identifier: MIT
#include "scenario/library.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/file.hpp"
#include "base/limits.hpp"

namespace conformance::scenario {

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
  [[nodiscard]] const std::string& path() const { return path_; }
  void add(const std::string& file, const std::string& content) const {
    fs::create_directories(fs::path(path_ + "/" + file).parent_path());
    write_file(path_ + "/" + file, content).value();
  }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("The files compiled in are those of the folder they came from", "[scenario]") {
  const std::string folder =
      std::string(CONFORMANCE_SOURCE_DIR) + GENERATE(as<std::string>{}, "/scenarios", "/scenarios/");
  const auto compiled = data_files("");
  const auto found = data_files(folder);
  REQUIRE(compiled.has_value());
  REQUIRE(found.has_value());
  CHECK(compiled->size() == found->size());
  for (std::size_t i = 0; i < std::min(compiled->size(), found->size()); ++i) {
    CHECK((*compiled)[i].first == (*found)[i].first);
    CHECK((*compiled)[i].second == (*found)[i].second);
  }
  CHECK(std::is_sorted(compiled->begin(), compiled->end()));
}

TEST_CASE("A folder gives its JSON files with all folders in it, and nothing else", "[scenario]") {
  const Folder folder;
  folder.add("b.json", "1");
  folder.add("a/b/c.json", "2");
  folder.add("a/readme.md", "no");
  folder.add("schema/scenario.schema.json", "for editors");
  folder.add("a/schema/x.json", "3");
  fs::create_directory(folder.path() + "/folder.json");
  fs::create_symlink("nowhere", folder.path() + "/dangling.json");
  fs::create_symlink("loop.json", folder.path() + "/loop.json");
  const auto files = data_files(folder.path());
  REQUIRE(files.has_value());
  using Files = std::vector<std::pair<std::string, std::string>>;
  CHECK(*files == Files{{"a/b/c.json", "2"}, {"a/schema/x.json", "3"}, {"b.json", "1"}});
}

TEST_CASE("A folder that cannot be read is named", "[scenario]") {
  const Folder folder;
  folder.add("file.json", "{}");
  CHECK(data_files(folder.path() + "/missing").error().message() ==
        folder.path() + "/missing: cannot be read: No such file or directory");
  CHECK(data_files(folder.path() + "/file.json").error().reason == "cannot be read: Not a directory");
}

TEST_CASE("A data file at the limit is read, one byte more is refused with its name", "[scenario]") {
  const Folder folder;
  folder.add("big.json", std::string(limits::file_bytes_max, ' '));
  CHECK(data_files(folder.path()).value().at(0).second.size() == limits::file_bytes_max);
  folder.add("big.json", std::string(limits::file_bytes_max + 1, ' '));
  CHECK(data_files(folder.path()).error().place == folder.path() + "/big.json");
}

TEST_CASE("A folder may hold 10,000 data files and not one more", "[scenario]") {
  const Folder folder;
  for (int i = 0; i < 10'000; ++i) std::ofstream(folder.path() + "/" + std::to_string(i) + ".json");
  CHECK(data_files(folder.path())->size() == 10'000);
  folder.add("more/x.json", "");
  CHECK(data_files(folder.path()).error().message() == folder.path() + ": holds too many files");
}

}  // namespace conformance::scenario

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "trace/event.hpp"

namespace conformance::cli {

/// A trace that grows while it is recorded, each event on the disk as soon as it happened. For its owner only (0600):
/// it tells who talks to whom.
class TraceFile {
 public:
  /// A new file; one that is there is not written over.
  static Result<TraceFile> create(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  void write(const trace::Header& header);
  void write(const trace::Event& event);
  /// Whether everything could be written so far.
  [[nodiscard]] bool good() const { return good_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  TraceFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  void line(const std::string& text);

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  bool good_ = true;
};

}  // namespace conformance::cli

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "net/wire.hpp"

namespace conformance::net {

/// A wire around another: what a subclass does not say otherwise goes through as it is.
class WrappedWire : public Wire {
 public:
  explicit WrappedWire(std::shared_ptr<Wire> inner) : inner_(std::move(inner)) {}

  Task<std::string> read() override { return inner_->read(); }
  Task<void> write(std::string bytes) override { return inner_->write(std::move(bytes)); }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool keeps_messages() const override { return inner_->keeps_messages(); }
  [[nodiscard]] bool is_encrypted() const override { return inner_->is_encrypted(); }
  [[nodiscard]] bool is_local() const override { return inner_->is_local(); }
  [[nodiscard]] std::string channel_binding() const override { return inner_->channel_binding(); }

 protected:
  [[nodiscard]] const std::shared_ptr<Wire>& inner() const { return inner_; }

 private:
  std::shared_ptr<Wire> inner_;
};

}  // namespace conformance::net

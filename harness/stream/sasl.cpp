// SPDX-License-Identifier: MIT
#include "stream/sasl.hpp"

#include <gsasl.h>

#include "base/check.hpp"

namespace conformance::stream {

SaslExchange::SaslExchange(const std::string& mechanism, Side side) : mechanism_(mechanism) {
  check(gsasl_init(&context_) == GSASL_OK, "libgsasl cannot be used");
  gsasl_callback_set(context_, [](Gsasl* context, Gsasl_session* session, Gsasl_property property) {
    return called(context, session, static_cast<int>(property));
  });
  const int started = side == Side::client ? gsasl_client_start(context_, mechanism.c_str(), &session_)
                                           : gsasl_server_start(context_, mechanism.c_str(), &session_);
  check(started == GSASL_OK, "libgsasl does not know the mechanism");
  gsasl_session_hook_set(session_, this);
}

SaslExchange::~SaslExchange() {
  if (session_ != nullptr) gsasl_finish(session_);
  if (context_ != nullptr) gsasl_done(context_);
}

int SaslExchange::called(Gsasl* /*context*/, Gsasl_session* session, int property) {
  auto* self = static_cast<SaslExchange*>(gsasl_session_hook_get(session));
  return self == nullptr ? static_cast<int>(GSASL_NO_CALLBACK) : self->answer(property);
}

SaslStep SaslExchange::step(const std::optional<std::string>& heard) {
  char* output = nullptr;
  std::size_t size = 0;
  const int status = gsasl_step(session_, heard ? heard->data() : nullptr, heard ? heard->size() : 0, &output, &size);
  std::string bytes(output == nullptr ? "" : output, output == nullptr ? 0 : size);
  if (output != nullptr) gsasl_free(output);
  if (status == GSASL_NEEDS_MORE) return {SaslStep::State::more, std::move(bytes), ""};
  if (status != GSASL_OK) return {SaslStep::State::failed, "", reason_for(status)};
  done_ = true;
  return {SaslStep::State::done, std::move(bytes), ""};
}

void SaslExchange::set(int property, const std::string& bytes) {
  gsasl_property_set_raw(session_, static_cast<Gsasl_property>(property), bytes.data(), bytes.size());
}

std::string SaslExchange::get(int property) const {
  const char* text = gsasl_property_fast(session_, static_cast<Gsasl_property>(property));
  return text == nullptr ? "" : text;
}

}  // namespace conformance::stream

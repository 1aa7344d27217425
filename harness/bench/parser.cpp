// SPDX-License-Identifier: MIT
#include "xml/parser.hpp"

#include <benchmark/benchmark.h>
#include <expat.h>

#include <algorithm>

#include "base/check.hpp"
#include "bench/benches.hpp"
#include "bench/play.hpp"

namespace conformance::bench {

namespace {

constexpr std::size_t chunk_bytes = 4096;

template <class Feed>
void in_chunks(std::string_view text, Feed feed) {
  for (std::size_t at = 0; at < text.size(); at += chunk_bytes) feed(text.substr(at, chunk_bytes));
}

void count(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * recorded_stream().size()));
}

void expat(benchmark::State& state) {
  const auto& text = recorded_stream();
  for (auto _ : state) {
    const auto parser = XML_ParserCreateNS("UTF-8", '\x01');
    XML_SetElementHandler(parser, [](void*, const XML_Char*, const XML_Char**) {}, [](void*, const XML_Char*) {});
    XML_SetCharacterDataHandler(parser, [](void*, const XML_Char*, int) {});
    in_chunks(text, [&](std::string_view chunk) {
      const auto status = XML_Parse(parser, chunk.data(), static_cast<int>(chunk.size()), XML_FALSE);
      check(status == XML_STATUS_OK, "the recorded stream is not well-formed");
    });
    XML_ParserFree(parser);
  }
  count(state);
}

void tree(benchmark::State& state) {
  const auto& text = recorded_stream();
  for (auto _ : state) {
    xml::StreamParser parser;
    std::vector<xml::StreamEvent> events;
    in_chunks(text, [&](std::string_view chunk) {
      check(parser.feed(chunk, events).has_value(), "the recorded stream is refused");
      benchmark::DoNotOptimize(events.data());
      events.clear();
    });
  }
  count(state);
}

}  // namespace

void register_parser_benches() {
  benchmark::RegisterBenchmark(parser_expat, expat)->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark(parser_tree, tree)->Unit(benchmark::kMicrosecond);
}

}  // namespace conformance::bench

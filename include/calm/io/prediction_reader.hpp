// Reader of the predictions that LLaMA-Factory writes.
#pragma once

#include "calm/io/detail/pull_range.hpp"
#include "calm/io/json_stream.hpp"
#include "calm/io/read_options.hpp"

#include <cstddef>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <utility>

namespace calm::io {

/// One line of generated_predictions.jsonl.
struct prediction {
    std::size_t index = 0;   ///< 0-based position in the file
    std::string prompt{};    ///< with the chat template
    std::string label{};     ///< the expected output; empty when the file has none
    std::string predict{};   ///< what the model wrote

    friend bool operator==(const prediction&, const prediction&) = default;
};

/// Input range of prediction over LLaMA-Factory's generated_predictions.jsonl: {prompt, label, predict}. `label` may be
/// absent, null or empty; other fields are ignored. Single pass; memory is O(one record).
class prediction_file : public detail::pull_range<prediction_file, prediction> {
public:
    /// Opens the file. @throws error (cannot_open, invalid_option). Walking throws (json_syntax, torn_line, wrong_type,
    ///   missing_field, empty_input, invalid_utf8, nul_byte, nesting_too_deep, record_too_large, read_failed).
    explicit prediction_file(const std::filesystem::path& path, const read_options& options = {}) : stream_(path, options), options_(options) {}
    /// Reads a stream that outlives the range; `name` stands for the path in errors.
    prediction_file(std::istream& stream, std::string name, const read_options& options = {})
        : stream_(stream, std::move(name), options), options_(options) {}

private:
    friend class detail::pull_range<prediction_file, prediction>;

    std::optional<prediction> pull() {
        return detail::next_record(stream_, options_, [this](const detail::json_value& record) {
            prediction made;
            made.index = stream_.record();
            made.prompt = record.get("prompt").text();
            if (const auto label = record.find("label")) made.label = label->text();
            made.predict = record.get("predict").text();
            return made;
        });
    }

    json_stream stream_;
    read_options options_;
};

} // namespace calm::io

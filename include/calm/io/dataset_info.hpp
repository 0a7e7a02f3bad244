// LLaMA-Factory's dataset_info.json: which files a data directory holds and what their columns mean.
#pragma once

#include "calm/error.hpp"
#include "calm/io/atomic_file.hpp"
#include "calm/io/detail/byte_source.hpp"
#include "calm/io/json_writer.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

namespace calm::io {

/// The form of a data set's rows; which function writes them.
enum class dataset_form : unsigned char {
    alpaca_preference,    ///< alpaca_row(preference_pair)
    alpaca_sft,           ///< alpaca_row(sft_row)
    sharegpt_preference,  ///< sharegpt_row(preference_pair)
    sharegpt_sft,         ///< sharegpt_row(sft_row)
};

/// One entry of dataset_info.json.
struct dataset_entry {
    std::string name{};       ///< what a run's `dataset` option calls it
    std::string file_name{};  ///< relative to the directory of dataset_info.json
    dataset_form form = dataset_form::alpaca_preference;
};

/// The entry's value. `columns` lists every column used, because LLaMA-Factory resets those that are not listed.
[[nodiscard]] inline nlohmann::ordered_json to_json(const dataset_entry& entry) {
    nlohmann::ordered_json json{{"file_name", entry.file_name}};
    const bool preference = entry.form == dataset_form::alpaca_preference || entry.form == dataset_form::sharegpt_preference;
    const bool sharegpt = entry.form == dataset_form::sharegpt_preference || entry.form == dataset_form::sharegpt_sft;
    if (preference) json["ranking"] = true;
    if (sharegpt) json["formatting"] = "sharegpt";
    auto& columns = json["columns"] = nlohmann::ordered_json::object();
    if (sharegpt) {
        columns["messages"] = "conversations";
    } else {
        columns["prompt"] = "instruction";
        columns["query"] = "input";
        if (!preference) columns["response"] = "output";
    }
    if (preference) {
        columns["chosen"] = "chosen";
        columns["rejected"] = "rejected";
    }
    return json;
}

namespace detail {

/// A small JSON file as a tree; an empty object when there is no file.
inline nlohmann::ordered_json read_object(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path)) return nlohmann::ordered_json::object();
    byte_source source(path);
    std::string text;
    char block[4096];
    while (const std::size_t got = source.read(block, sizeof block)) text.append(block, got);
    auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    if (json.is_discarded())
        throw error(error_id::json_syntax, "this is not JSON; repair it, or move it away to begin a new one", {.file = source.name()});
    if (!json.is_object())
        throw error(error_id::wrong_type, "this is no JSON object; repair it, or move it away to begin a new one", {.file = source.name()});
    return json;
}

} // namespace detail

/// What dataset_info.json is with these entries added: those of the same name are replaced, all others stay as they are, in their
/// order. The file itself, which need not be there, is not touched.
/// @throws error (invalid_option) for an empty name or file name; (json_syntax, wrong_type) when there is a file and it holds no JSON
///   object; (invalid_utf8, cannot_open, read_failed)
[[nodiscard]] inline std::string merged_dataset_info(const std::filesystem::path& path, std::span<const dataset_entry> entries) {
    auto info = detail::read_object(path);
    for (const auto& entry : entries) {
        if (entry.name.empty() || entry.file_name.empty())
            throw error(error_id::invalid_option, "an entry of dataset_info.json needs a name and a file name", {.file = path.string()});
        info[entry.name] = to_json(entry);
    }
    try {
        return info.dump(2) + '\n';
    } catch (const nlohmann::ordered_json::type_error&) {
        throw error(error_id::invalid_utf8, "a name is not UTF-8; give it as UTF-8", {.file = path.string()});
    }
}

/// Adds entries to dataset_info.json. The file is created when there is none, and replaced in one step.
/// @throws error  as merged_dataset_info, and then the file is left alone; (cannot_write, write_failed)
inline void merge_dataset_info(const std::filesystem::path& path, std::span<const dataset_entry> entries) {
    const auto text = merged_dataset_info(path, entries);
    atomic_file file(path);
    file.append(text);
    file.commit();
}

} // namespace calm::io

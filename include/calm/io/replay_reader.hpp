// Response files in memory, as a model that replays them.
#pragma once

#include "calm/engines/replay.hpp"
#include "calm/io/read_options.hpp"
#include "calm/io/response_reader.hpp"

#include <filesystem>
#include <span>
#include <utility>

namespace calm::io {

/// Reads response files, in any order of their lines, into a model that answers with them: for views::sample, or to ask
/// other questions of a recording than those it was made with.
/// @throws error  as response_file, and (duplicate_id; lenient: the first response counts). Memory is O(files).
[[nodiscard]] inline engines::replay load_responses(std::span<const std::filesystem::path> paths, const read_options& options = {}) {
    engines::replay model;
    for (const auto& path : paths)
        for (auto& line : response_file(path, options))
            detail::or_skip(options, [] { return false; }, [&] {
                model.add(line.question_id, line.given.lang, line.given.sample, {std::move(line.given.text), line.given.finish}, line.where);
                return true;
            });
    return model;
}
/// Reads one response file.
[[nodiscard]] inline engines::replay load_responses(const std::filesystem::path& path, const read_options& options = {}) {
    return load_responses(std::span(&path, 1), options);
}

} // namespace calm::io

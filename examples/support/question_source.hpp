// Questions from either form of file: one file with all languages, or one file a language.
#pragma once

#include "support/command_line.hpp"

#include "calm/io/detail/pull_range.hpp"
#include "calm/io/question_reader.hpp"

#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace support {

/// What --questions names.
struct question_files {
    std::filesystem::path one{};                            ///< all languages in one file, or empty
    std::vector<calm::io::language_file> by_language{};     ///< one file a language, or empty

    [[nodiscard]] bool empty() const { return one.empty() && by_language.empty(); }
};

/// "FILE", or "LANG=FILE" for each language.
inline question_files parse_questions(const std::vector<std::string>& arguments) {
    if (arguments.empty()) return {};
    if (arguments.size() == 1 && std::filesystem::exists(arguments.front())) return {arguments.front(), {}};
    if (arguments.front().find('=') == std::string::npos) {
        if (arguments.size() > 1) throw usage_error("--questions takes one FILE with all languages, or LANGUAGE=FILE for each language");
        return {arguments.front(), {}};
    }
    return {{}, language_files("--questions", arguments)};
}

/// Input range of calm::question over those files.
class question_source : public calm::io::detail::pull_range<question_source, calm::question> {
public:
    /// @param required  languages that every question of one file has to have; files of one language each have them anyway
    question_source(const question_files& files, const calm::io::read_options& options, const std::vector<calm::language>& required = {}) {
        if (files.by_language.empty())
            readers_.emplace<calm::io::question_file>(files.one, options, required);
        else
            readers_.emplace<calm::io::aligned_questions>(files.by_language, options);
    }

private:
    friend class calm::io::detail::pull_range<question_source, calm::question>;

    std::optional<calm::question> pull() {
        return std::visit(
            [this](auto& reader) -> std::optional<calm::question> {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(reader)>, std::monostate>) {
                    return std::nullopt;
                } else {
                    auto at = reader.begin();
                    if (std::exchange(started_, true)) ++at;
                    if (at == reader.end()) return std::nullopt;
                    return std::move(*at);
                }
            },
            readers_);
    }

    std::variant<std::monostate, calm::io::question_file, calm::io::aligned_questions> readers_{};
    bool started_ = false;
};

} // namespace support

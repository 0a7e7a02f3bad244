// What the programs' command lines share: LANG=FILE arguments, a suggestion for a misspelt option, exit statuses.
#pragma once

#include "support/interrupt.hpp"

#include "calm/error.hpp"
#include "calm/io/read_options.hpp"
#include "calm/record/language.hpp"
#include "calm/version.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

inline constexpr int exit_data = 1;    ///< the input, or what the machine does with it, is at fault
inline constexpr int exit_usage = 2;   ///< the command line is at fault

/// A mistake in the command line.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Number of insertions, deletions and replacements between two words (Levenshtein). O(|a| |b|).
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

/// The known word that was meant: the one that begins so, else the nearest (a third of the word may be wrong); empty when none is near.
inline std::string nearest(std::string_view word, const std::vector<std::string>& known) {
    if (word.size() >= 4)
        for (const auto& candidate : known)
            if (candidate.starts_with(word)) return candidate;
    std::string best;
    std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const auto& candidate : known)
        if (const auto distance = edit_distance(word, candidate); distance < least) best = candidate, least = distance;
    return best;
}

/// "unknown option --lang; did you mean --languages?"
inline std::string unknown_argument(const CLI::App& app, const std::string& given) {
    if (given.empty() || given[0] != '-') return "unexpected argument \"" + given + "\"";
    std::vector<std::string> known{"--help"};
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames()) known.push_back("--" + name);
    const auto flag = given.substr(0, given.find('='));
    const auto hint = nearest(flag, known);
    return "unknown option " + flag + (hint.empty() ? "; see --help" : "; did you mean " + hint + "?");
}

/// One of several words, or usage_error with a suggestion.
inline std::size_t one_of(const std::string& option, const std::string& value, const std::vector<std::string>& words) {
    const auto at = std::find(words.begin(), words.end(), value);
    if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
    std::string text = option + " does not know \"" + value + "\"; it takes ";
    for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    const auto hint = nearest(value, words);
    throw usage_error(text + (hint.empty() ? "" : ". Did you mean " + hint + "?"));
}

/// A language tag given on the command line.
inline calm::language parse_language(const std::string& option, const std::string& tag) {
    try {
        return calm::language(tag);
    } catch (const calm::error& e) {
        throw usage_error(option + ": " + e.problem());
    }
}

/// "en=FILE" arguments, each language once.
inline std::vector<calm::io::language_file> language_files(const std::string& option, const std::vector<std::string>& arguments) {
    std::vector<calm::io::language_file> files;
    for (const auto& argument : arguments) {
        const auto equals = argument.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == argument.size())
            throw usage_error(option + " takes LANGUAGE=FILE, as in " + option + " en=answers_en.json; it was given \"" + argument + "\"");
        const auto lang = parse_language(option, argument.substr(0, equals));
        for (const auto& file : files)
            if (file.lang == lang) throw usage_error(option + " names " + lang.str() + " twice; give each language one file");
        files.push_back({lang, argument.substr(equals + 1)});
    }
    return files;
}

/// "en,zh,fr" as tags, each once; empty for an empty text.
inline std::vector<calm::language> language_list(const std::string& option, const std::string& list) {
    std::vector<calm::language> languages;
    std::istringstream items(list);
    for (std::string tag; std::getline(items, tag, ',');) {
        const auto lang = parse_language(option, tag);
        if (std::find(languages.begin(), languages.end(), lang) != languages.end()) throw usage_error(option + " names " + lang.str() + " twice");
        languages.push_back(lang);
    }
    return languages;
}

/// The options of one program: --help, which shows their defaults, and --version.
struct command_line : CLI::App {
    command_line(const char* name, const char* description) : CLI::App(description, name) {
        option_defaults()->always_capture_default();  // what is already in the variable that an option is added with
        set_version_flag("--version", std::string(calm::version));
    }
};

/// Parses, refusing unknown options with a suggestion. Returns an exit status when the program should end now (help), else -1.
inline int parse(CLI::App& app, int argc, char** argv) {
    app.allow_extras();
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& e) {
        return app.exit(e);  // --help, --version
    } catch (const CLI::ParseError& e) {
        throw usage_error(e.what());
    }
    if (const auto extras = app.remaining(); !extras.empty()) throw usage_error(unknown_argument(app, extras.front()));
    return -1;
}

/// Runs the body of a program: exit status 0, 1 (data) or 2 (usage), with one line on standard error for either. A signal that
/// asks to end ends it at the next step of its progress.
template <class Body>
int run_program(const char* name, Body&& body) {
    note_interrupts();
    try {
        const int status = body();
        if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
        std::fprintf(stderr, "%s: standard output could not be written; what it should have said is lost\n", name);
        return exit_data;
    } catch (const interrupted& by) {
        end_by(by);
    } catch (const usage_error& e) {
        std::fprintf(stderr, "%s: %s\n", name, e.what());
        return exit_usage;
    } catch (const calm::error& e) {
        std::fprintf(stderr, "%s: %s\n", name, e.what());
        const bool usage = e.id() == calm::error_id::invalid_option || e.id() == calm::error_id::invalid_language;
        return usage && e.where() == calm::data_location{} ? exit_usage : exit_data;  // an error that has a place is in the data
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", name, e.what());
        return exit_data;
    }
}

} // namespace support

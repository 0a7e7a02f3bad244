// nlohmann's parsers on whole files, doing nothing with what they find: the yardstick for what reads files.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace benchmarks {

using paths = std::vector<std::filesystem::path>;

inline std::uintmax_t bytes_of(const paths& files) {
    std::uintmax_t sum = 0;
    for (const auto& file : files) sum += std::filesystem::file_size(file);
    return sum;
}

/// Takes every event and does nothing with it.
struct no_handler {
    bool null() { return true; }
    bool boolean(bool) { return true; }
    bool number_integer(std::int64_t) { return true; }
    bool number_unsigned(std::uint64_t) { return true; }
    bool number_float(double, const std::string&) { return true; }
    bool string(std::string&) { return true; }
    bool binary(nlohmann::json::binary_t&) { return true; }
    bool start_object(std::size_t) { return true; }
    bool key(std::string&) { return true; }
    bool end_object() { return true; }
    bool start_array(std::size_t) { return true; }
    bool end_array() { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& problem) { throw std::logic_error(problem.what()); }
};

/// Files ending in .jsonl hold a value a line; others are one value.
inline bool in_lines(const std::filesystem::path& path) { return path.extension() == ".jsonl"; }

inline std::string content(const std::filesystem::path& path) {
    std::string text(std::filesystem::file_size(path), '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file) throw std::runtime_error(path.string() + ": cannot be read");
    return text;
}

/// Calls visit(begin, end) for each value of a file that is read at once.
template <class Visit>
void each_value(const std::filesystem::path& path, Visit visit) {
    const auto text = content(path);
    const char* const end = text.data() + text.size();
    if (!in_lines(path)) return visit(text.data(), end);
    for (const char* begin = text.data(); begin != end;) {
        const auto* line_end = static_cast<const char*>(std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)));
        visit(begin, line_end);
        begin = line_end + 1;
    }
}

inline void sax_in_memory(const std::filesystem::path& path) {
    no_handler ignore;
    each_value(path, [&](const char* begin, const char* end) { nlohmann::json::sax_parse(begin, end, &ignore); });
}

inline void sax_streamed(const std::filesystem::path& path) {
    no_handler ignore;
    std::ifstream file(path, std::ios::binary);
    if (!in_lines(path)) {
        nlohmann::json::sax_parse(file, &ignore);
        return;
    }
    for (std::string line; std::getline(file, line);) nlohmann::json::sax_parse(line, &ignore);
}

/// @returns the number of records
inline std::size_t dom_in_memory(const std::filesystem::path& path) {
    std::size_t count = 0;
    each_value(path, [&](const char* begin, const char* end) {
        const auto value = nlohmann::json::parse(begin, end);
        count += value.is_array() ? value.size() : 1;
    });
    return count;
}

} // namespace benchmarks

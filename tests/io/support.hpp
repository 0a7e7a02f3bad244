// What the tests of files share: a directory of their own, and a look at the error that something throws.
#pragma once

#include "calm/error.hpp"

#include "catch.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace calm_test {

/// A directory that goes away with the test.
class scratch {
public:
    scratch() {
        static std::atomic<int> serial{0};
        path_ = std::filesystem::temp_directory_path() / ("calm-test-" + std::to_string(std::random_device{}()) + "-" + std::to_string(serial++));
        std::filesystem::create_directories(path_);
    }
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(std::string_view name, std::string_view content) const {
        std::ofstream(path_ / name, std::ios::binary) << content;
        return path_ / name;
    }
    [[nodiscard]] std::size_t entries() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator()));
    }

private:
    std::filesystem::path path_;
};

inline std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The calm::error that f throws; nothing when it throws none.
template <class F>
std::optional<calm::error> error_of(F f) {
    try {
        f();
    } catch (const calm::error& problem) {
        return problem;
    }
    return std::nullopt;
}

/// Walks a range to its end and returns how many elements it had.
template <class Range>
std::size_t walk(Range&& range) {
    std::size_t count = 0;
    for (auto&& element : range) {
        static_cast<void>(element);
        ++count;
    }
    return count;
}

} // namespace calm_test

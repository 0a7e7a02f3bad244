// Where the released files are, for the tests that compare with them.
#pragma once

#include "catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

namespace calm_test {

/// The folder of the reference data, which need not be there.
inline std::filesystem::path reference_folder() {
    const char* given = std::getenv("CALM_REFERENCE_DIR");
    return given != nullptr ? std::filesystem::path(given) : std::filesystem::path(CALM_SOURCE_DIR) / ".." / "shared" / "reference";
}

/// A file of the reference data as JSON; nothing, with a note, where the data is not there.
inline std::optional<nlohmann::json> reference_json(std::string_view name) {
    const auto folder = reference_folder();
    std::ifstream file(folder / name);
    if (!file) {
        std::cout << "skipped: no " << (folder / name).string() << "; CALM_REFERENCE_DIR names another place\n";
        return std::nullopt;
    }
    return nlohmann::json::parse(file);
}

} // namespace calm_test

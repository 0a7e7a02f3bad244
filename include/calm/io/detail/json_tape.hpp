// The content of one record, built from nlohmann's SAX events.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calm::io::detail {

enum class json_kind : std::uint8_t { null, boolean, count, number, text, array, object };

constexpr std::string_view to_string(json_kind kind) {
    switch (kind) {
    case json_kind::null: return "null";
    case json_kind::boolean: return "a boolean";
    case json_kind::count: return "a whole number";
    case json_kind::number: return "a number";
    case json_kind::text: return "a string";
    case json_kind::array: return "an array";
    case json_kind::object: return "an object";
    }
    return "unknown";
}

/// One JSON value in pre-order. A tape, and not nlohmann's tree, because it keeps the order of members and both of two equal
/// keys, and because its strings keep their storage from record to record.
struct json_node {
    json_kind kind = json_kind::null;
    std::string key{};        ///< member name, inside an object
    std::string text{};       ///< of a string
    std::uint64_t count = 0;  ///< of a whole number >= 0
    double value = 0;         ///< of any number
    std::size_t end = 0;      ///< index after the last node inside this one
};

/// The nodes of one record. As a SAX handler it refuses nesting beyond its limit at once, so that
/// the depth of hostile input costs nothing.
class json_tape {
public:
    /// Parses `text`, which must be one JSON value. False when it is not; then problem() and position() say why.
    /// O(size of text).
    bool parse(std::string_view text, std::size_t max_depth) {
        size_ = 0;
        open_.clear();
        too_deep_ = false;
        max_depth_ = max_depth;
        problem_.clear();
        position_ = 0;
        return nlohmann::json::sax_parse(text.data(), text.data() + text.size(), this);
    }

    [[nodiscard]] const json_node& operator[](std::size_t i) const { return nodes_[i]; }
    [[nodiscard]] bool too_deep() const noexcept { return too_deep_; }
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    [[nodiscard]] std::size_t position() const noexcept { return position_; }  ///< bytes read when it failed

    // The SAX interface; names and signatures are nlohmann's.
    bool null() { return leaf(json_kind::null); }
    bool boolean(bool) { return leaf(json_kind::boolean); }
    bool number_integer(std::int64_t value) { return number_float(static_cast<double>(value), {}); }  // negative: the others are unsigned
    bool number_unsigned(std::uint64_t value) {
        auto& node = add(json_kind::count);
        node.count = value;
        node.value = static_cast<double>(value);
        return true;
    }
    bool number_float(double value, const std::string&) {
        add(json_kind::number).value = value;
        return true;
    }
    bool string(std::string& value) {
        add(json_kind::text).text.assign(value);
        return true;
    }
    bool binary(nlohmann::json::binary_t&) { return false; }  // not in JSON text
    bool start_object(std::size_t) { return open(json_kind::object); }
    bool start_array(std::size_t) { return open(json_kind::array); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& value) {
        key_.assign(value);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& problem) {
        position_ = position;
        problem_ = problem.what();
        // Cut nlohmann's own position, which is relative to the record, and the token, which may be megabytes long.
        if (const auto at = problem_.find(": "); at != std::string::npos) problem_.erase(0, at + 2);
        if (const auto at = problem_.find("; last read"); at != std::string::npos) problem_.erase(at);
        return false;
    }

private:
    json_node& add(json_kind kind) {
        if (size_ == nodes_.size()) nodes_.emplace_back();
        auto& node = nodes_[size_++];
        node.kind = kind;
        node.key.swap(key_);
        key_.clear();
        node.text.clear();
        node.count = 0;
        node.end = size_;
        return node;
    }
    bool leaf(json_kind kind) {
        add(kind);
        return true;
    }
    bool open(json_kind kind) {
        if (open_.size() == max_depth_) {
            too_deep_ = true;
            return false;
        }
        open_.push_back(size_);
        return leaf(kind);
    }
    bool close() {
        nodes_[open_.back()].end = size_;
        open_.pop_back();
        return true;
    }

    std::vector<json_node> nodes_{};  // only the first size_ belong to the record
    std::size_t size_ = 0;
    std::vector<std::size_t> open_{};
    std::string key_{};
    std::size_t max_depth_ = 0;
    bool too_deep_ = false;
    std::string problem_{};
    std::size_t position_ = 0;
};

} // namespace calm::io::detail

// Access to a record's fields that checks their types and knows where it is.
#pragma once

#include "calm/error.hpp"
#include "calm/io/detail/json_tape.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace calm::io::detail {

/// Where a record stands; the file's name is borrowed.
struct record_place {
    const std::string* file = nullptr;
    std::size_t line = 0;
    std::size_t record = data_location::none;

    [[nodiscard]] data_location at(std::string field) const { return {*file, line, record, std::move(field)}; }
};

/// One value of a record, with the name that errors give it. Valid until the next record is read.
class json_value {
public:
    json_value(const json_tape& tape, std::size_t index, record_place place, std::string field = {})
        : tape_(&tape), index_(index), place_(place), field_(std::move(field)) {}

    [[nodiscard]] json_kind kind() const { return node().kind; }
    [[nodiscard]] const std::string& name() const { return node().key; }  ///< of a member
    [[nodiscard]] data_location where() const { return place_.at(field_); }
    [[nodiscard]] data_location where(std::string_view member) const { return place_.at(path(member)); }
    [[noreturn]] void fail(error_id id, const std::string& problem) const { throw error(id, problem, where()); }

    /// The member with this name; nothing when it is absent or null.
    /// @throws error (duplicate_id) when it occurs twice, (wrong_type) when this is no object. O(members).
    [[nodiscard]] std::optional<json_value> find(std::string_view name) const {
        require(json_kind::object);
        std::size_t found = 0;
        for (std::size_t i = index_ + 1; i < node().end; i = (*tape_)[i].end) {
            if ((*tape_)[i].key != name) continue;
            if (found != 0) throw error(error_id::duplicate_id, "the field occurs twice; keep one", where(name));
            found = i;
        }
        if (found == 0 || (*tape_)[found].kind == json_kind::null) return std::nullopt;
        return json_value(*tape_, found, place_, path(name));
    }

    /// The member with this name.
    /// @throws error (missing_field) when it is absent, (wrong_type) when it is null, and as find.
    [[nodiscard]] json_value get(std::string_view name) const {
        if (auto found = find(name)) return *std::move(found);
        for (std::size_t i = index_ + 1; i < node().end; i = (*tape_)[i].end)
            if ((*tape_)[i].key == name) throw error(error_id::wrong_type, "the field is null; give it a value", where(name));
        throw error(error_id::missing_field, "the field is absent; add it", where(name));
    }

    /// The string. @throws error (wrong_type), (nul_byte) when it holds U+0000
    [[nodiscard]] const std::string& text() const {
        require(json_kind::text);
        if (node().text.find('\0') != std::string::npos) fail(error_id::nul_byte, "the text holds U+0000; remove it");
        return node().text;
    }

    /// The string, which must not be empty. @throws error (empty_input), and as text
    [[nodiscard]] const std::string& filled_text() const {
        if (text().empty()) fail(error_id::empty_input, "the text is empty; give it a value");
        return node().text;
    }

    /// The whole number. @throws error (wrong_type) unless it is one in [0, 2^32)
    [[nodiscard]] std::uint32_t count() const {
        require(json_kind::count);
        if (node().count > std::numeric_limits<std::uint32_t>::max())
            fail(error_id::wrong_type, std::to_string(node().count) + " is too large; give a whole number below 4294967296");
        return static_cast<std::uint32_t>(node().count);
    }

    /// The number, whole or not; always finite. @throws error (wrong_type)
    [[nodiscard]] double number() const {
        if (kind() != json_kind::count) require(json_kind::number);
        return node().value;
    }

    /// Calls visit(json_value) for each element. @throws error (wrong_type) unless this is an array
    template <class Visit>
    void each_item(Visit visit) const {
        require(json_kind::array);
        std::size_t position = 0;
        for (std::size_t i = index_ + 1; i < node().end; i = (*tape_)[i].end)
            visit(json_value(*tape_, i, place_, field_ + '[' + std::to_string(position++) + ']'));
    }

    /// Calls visit(json_value) for each member, in the order of the file. @throws error (wrong_type) unless this is an object
    template <class Visit>
    void each_member(Visit visit) const {
        require(json_kind::object);
        for (std::size_t i = index_ + 1; i < node().end; i = (*tape_)[i].end)
            visit(json_value(*tape_, i, place_, path((*tape_)[i].key)));
    }

    /// Runs make(); an error of a record type's own (invalid_language, invalid_key), which does not know its place, gets this one.
    template <class Make>
    auto placed(Make make) const {
        try {
            return make();
        } catch (const error& problem) {
            if (problem.where() != data_location{}) throw;
            throw error(problem.id(), problem.problem(), where());
        }
    }

private:
    [[nodiscard]] const json_node& node() const { return (*tape_)[index_]; }
    [[nodiscard]] std::string path(std::string_view member) const {
        return field_.empty() ? std::string(member) : field_ + '.' + std::string(member);
    }
    void require(json_kind wanted) const {
        if (kind() != wanted)
            fail(error_id::wrong_type, "this is " + std::string(to_string(kind())) + "; it must be " + std::string(to_string(wanted)));
    }

    const json_tape* tape_;
    std::size_t index_;
    record_place place_;
    std::string field_;
};

} // namespace calm::io::detail

// How files are read: what to do with bad records, and the limits that keep one record from using up the memory.
#pragma once

#include "calm/error.hpp"
#include "calm/record/language.hpp"

#include <cstddef>
#include <filesystem>

namespace calm::io {

/// Options of every reader.
struct read_options {
    on_bad_record on_bad = on_bad_record::stop;
    /// Where left-out records are counted; needed with on_bad_record::skip, and has to outlive the reader.
    skipped_records* skipped = nullptr;
    std::size_t max_record_bytes = std::size_t{64} << 20;  ///< size limit of one record, in bytes of the file; >= 1
    std::size_t max_depth = 64;                            ///< nesting limit inside one record; >= 1
};

/// Options of a lenient reader: a record that cannot be used is left out and counted in `into`, which has to outlive
/// the reader. Damage after which the following records cannot be found (a syntax error in a JSON array, a record
/// above the limits, a read error) stops a lenient reader too.
inline read_options lenient(skipped_records& into) { return {.on_bad = on_bad_record::skip, .skipped = &into}; }

/// A file with the records of one language.
struct language_file {
    language lang{};
    std::filesystem::path path{};
};

namespace detail {

/// @throws error (invalid_option) when the options contradict each other: nothing may be left out uncounted.
inline void check(const read_options& options) {
    if (options.on_bad == on_bad_record::skip && options.skipped == nullptr)
        throw error(error_id::invalid_option,
                    "bad records are to be skipped, but read_options::skipped is null; say where to count them, "
                    "or build the options with calm::io::lenient(skipped)");
    if (options.max_record_bytes == 0 || options.max_depth == 0)
        throw error(error_id::invalid_option, "read_options::max_record_bytes and max_depth must be at least 1");
}

} // namespace detail
} // namespace calm::io

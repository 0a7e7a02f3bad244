// Finds where the next record of a file begins and ends, without looking at what is in it.
#pragma once

#include "calm/error.hpp"
#include "calm/io/detail/byte_source.hpp"
#include "calm/io/read_options.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calm::io::detail {

/// What a file's records stand in.
enum class file_shape { not_known, array, lines };

/// Cuts a JSON array into its elements, or JSON Lines into its lines; the first visible byte tells which it is. One
/// buffer, which grows to the largest record: memory is O(that record), time O(bytes). JSON is checked
/// only as far as the cutting needs; whether an element is JSON is for its reader to find out.
class record_scanner {
public:
    record_scanner(byte_source source, const read_options& options)
        : source_(std::move(source)), max_bytes_(options.max_record_bytes), max_depth_(options.max_depth), buffer_(block) {}

    /// Steps to the next record; false at the end. Blank lines are no records.
    /// @throws error (json_syntax, nesting_too_deep, record_too_large, nul_byte, invalid_utf8, read_failed); the
    ///         rest of the file is then lost.
    bool next() {
        if (shape_ == file_shape::not_known) start();
        consume(size_);
        size_ = 0;
        const bool found = shape_ == file_shape::array ? next_element() : next_line();
        if (found) ++count_;
        return found;
    }

    /// The record's bytes: an array element, or a line without its line end. Valid until next().
    [[nodiscard]] std::string_view text() const { return {buffer_.data() + begin_, text_size_}; }
    [[nodiscard]] std::size_t line() const noexcept { return line_; }        ///< 1-based line of its first byte
    [[nodiscard]] std::size_t record() const noexcept { return count_ - 1; } ///< 0-based position. @pre next() was true
    [[nodiscard]] std::size_t count() const noexcept { return count_; }      ///< records found so far
    [[nodiscard]] file_shape shape() const noexcept { return shape_; }
    /// Whether this is a last line that lacks its line end.
    [[nodiscard]] bool unterminated() const noexcept { return unterminated_; }
    [[nodiscard]] const std::string& name() const noexcept { return source_.name(); }

private:
    static constexpr std::size_t block = std::size_t{64} << 10;

    [[noreturn]] void fail(error_id id, const std::string& problem) const {
        throw error(id, problem, {.file = name(), .line = line_, .record = count_});
    }

    /// Makes more bytes available after those of the current record; false at the end of the file.
    bool fill() {
        if (begin_ > 0) {
            std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ > max_bytes_)
            fail(error_id::record_too_large, "a record has more than " + std::to_string(max_bytes_) +
                                                 " bytes; raise read_options::max_record_bytes if that is meant");
        if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
        const std::size_t got = source_.read(buffer_.data() + end_, buffer_.size() - end_);
        end_ += got;
        return got > 0;
    }

    void consume(std::size_t size) {
        const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
        line_ += static_cast<std::size_t>(std::count(first, first + static_cast<std::ptrdiff_t>(size), '\n'));
        begin_ += size;
    }

    /// The next byte that is not white space, not consumed; -1 at the end.
    int next_visible() {
        for (;;) {
            for (; begin_ < end_; ++begin_) {
                const char c = buffer_[begin_];
                if (c == '\n') ++line_;
                else if (c != ' ' && c != '\t' && c != '\r') return static_cast<unsigned char>(c);
            }
            if (!fill()) return -1;
        }
    }

    void start() {
        while (end_ < 3 && fill()) {}
        const std::string_view head(buffer_.data(), end_);
        if (head.starts_with("\xEF\xBB\xBF")) begin_ = 3;
        if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF"))
            fail(error_id::invalid_utf8, "the file begins like UTF-16; convert it to UTF-8");
        shape_ = next_visible() == '[' ? file_shape::array : file_shape::lines;
        if (shape_ == file_shape::array) ++begin_;
    }

    bool next_line() {
        for (;;) {
            std::size_t searched = 0;
            const void* found = nullptr;
            while ((found = std::memchr(buffer_.data() + begin_ + searched, '\n', end_ - begin_ - searched)) == nullptr) {
                searched = end_ - begin_;
                if (!fill()) break;
            }
            unterminated_ = found == nullptr;
            text_size_ = unterminated_ ? end_ - begin_
                                       : static_cast<std::size_t>(static_cast<const char*>(found) - (buffer_.data() + begin_));
            size_ = text_size_ + (unterminated_ ? 0 : 1);
            if (text_size_ > max_bytes_) fill();  // a long line that ended within the buffer: refused all the same
            if (text_size_ > 0 && text().back() == '\r') --text_size_;
            if (text().find_first_not_of(" \t\r") != std::string_view::npos) return true;
            if (size_ == 0) return false;
            consume(size_);
        }
    }

    bool next_element() {
        if (closed_) return false;
        int c = next_visible();
        if (c == ']') return close();
        if (count_ > 0) {
            if (c == ',') {
                ++begin_;
                c = next_visible();
            } else if (c != -1) {
                fail_at(c, "between two records, where \",\" or \"]\" belongs");
            }
        }
        if (c == -1) fail(error_id::json_syntax, "the array is not closed: the file ends too early; write it again");
        if (c == ',' || c == ']' || c == '}') fail_at(c, "where a record should begin");
        size_ = text_size_ = element_size();
        return true;
    }

    bool close() {
        closed_ = true;
        ++begin_;
        if (const int c = next_visible(); c != -1) fail_at(c, "after the end of the array");
        return false;
    }

    [[noreturn]] void fail_at(int c, const std::string& place) const {
        if (c == 0) fail(error_id::nul_byte, "a NUL byte " + place + "; the file is damaged");
        const bool printable = c > 0x20 && c < 0x7F;
        fail(error_id::json_syntax, (printable ? std::string("\"") + static_cast<char>(c) + "\" stands " : "a byte that is not JSON stands ") +
                                        place + "; a file is one JSON array, or one JSON object a line");
    }

    /// Bytes up to the end of the array element at begin_. Knows strings, escapes and depth.
    std::size_t element_size() {
        static constexpr auto structural = [] {
            std::array<bool, 256> table{};
            for (const char c : {'"', '{', '[', '}', ']', ','}) table[static_cast<unsigned char>(c)] = true;
            return table;
        }();
        std::size_t depth = 0;
        for (std::size_t i = 0;; ++i) {
            while (begin_ + i < end_ && !structural[static_cast<unsigned char>(buffer_[begin_ + i])]) ++i;
            if (begin_ + i == end_) {
                if (!fill()) fail(error_id::json_syntax, "the file ends inside this record; write it again");
                --i;  // wraps for 0, and ++i takes it back
                continue;
            }
            switch (buffer_[begin_ + i]) {
            case '"': i = string_end(i); break;
            case '{':
            case '[':
                if (++depth > max_depth_)
                    fail(error_id::nesting_too_deep, "nested deeper than " + std::to_string(max_depth_) + " levels; none of our formats is");
                break;
            case ',':
                if (depth == 0) return checked(i);
                break;
            default:  // a closing bracket; which one is the parser's business
                if (depth == 0) return checked(i);
                if (--depth == 0) return checked(i + 1);
            }
        }
    }

    /// Offset of the quote that closes the string opened at `open`.
    std::size_t string_end(std::size_t open) {
        for (std::size_t from = open + 1;;) {
            const char* base = buffer_.data() + begin_;
            const void* found = std::memchr(base + from, '"', end_ - begin_ - from);
            if (found == nullptr) {
                from = end_ - begin_;
                if (!fill()) fail(error_id::json_syntax, "the file ends inside a text of this record; write it again");
                continue;
            }
            const auto quote = static_cast<std::size_t>(static_cast<const char*>(found) - base);
            std::size_t first = quote;  // a quote after an odd number of backslashes is escaped
            while (first > open + 1 && base[first - 1] == '\\') --first;
            if ((quote - first) % 2 == 0) return quote;
            from = quote + 1;
        }
    }

    std::size_t checked(std::size_t size) {
        if (size > max_bytes_) fill();  // throws: the record, and so the buffer's content, is too large
        return size;
    }

    byte_source source_;
    std::size_t max_bytes_;
    std::size_t max_depth_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;      // first byte not consumed
    std::size_t end_ = 0;        // end of the bytes read
    std::size_t size_ = 0;       // of the current record, with its line end
    std::size_t text_size_ = 0;  // of the current record
    std::size_t line_ = 1;       // of the byte at begin_
    std::size_t count_ = 0;
    file_shape shape_ = file_shape::not_known;
    bool unterminated_ = false;
    bool closed_ = false;
};

} // namespace calm::io::detail

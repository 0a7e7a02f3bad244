// Which ids were seen before.
#pragma once

#include "calm/sample/draw_key.hpp"

#include <cstdint>
#include <string_view>
#include <unordered_set>

namespace calm::io::detail {

/// A set of ids that keeps a 64-bit hash of each and not the id. Two ids collide with probability 2^-64 a pair: about
/// 3 in 10^8 for a million ids; a collision is reported as a duplicate, never passed over.
class id_set {
public:
    /// False when the id was there before. O(size of id) on average.
    bool insert(std::string_view id) { return hashes_.insert(hash(id)).second; }
    [[nodiscard]] bool contains(std::string_view id) const { return hashes_.contains(hash(id)); }

private:
    /// FNV-1a (Fowler, Noll, Vo), its output mixed.
    static std::uint64_t hash(std::string_view id) {
        std::uint64_t h = 0xcbf29ce484222325ULL;
        for (const char c : id) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        return calm::detail::mix64(h);
    }

    std::unordered_set<std::uint64_t> hashes_{};
};

} // namespace calm::io::detail

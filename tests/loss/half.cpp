// The sixteen-bit formats: every value both ways, and rounding at every boundary between neighbours.
#include "calm/loss/half.hpp"

#include "catch.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace {

using calm::loss::bf16;
using calm::loss::fp16;

template <class H>
H from_bits(std::uint32_t bits) {
    H value;
    value.bits = static_cast<std::uint16_t>(bits);
    return value;
}

/// fp16 by its definition.
double value_of_fp16(std::uint32_t bits) {
    const int exponent = static_cast<int>((bits >> 10) & 31U);
    const double fraction = bits & 1023U, sign = (bits & 0x8000U) != 0 ? -1.0 : 1.0;
    if (exponent == 31) return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::nan("");
    return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25));
}

/// Rounding of what lies between two neighbours: down, up, and in the middle to the even one.
template <class H>
void check_between(std::uint32_t low) {
    const auto below = from_bits<H>(low), above = from_bits<H>(low + 1);
    const float a = below, b = above;
    if (!std::isfinite(a) || !std::isfinite(b)) return;
    const float middle = a + (b - a) / 2;
    INFO("between " << a << " and " << b);
    REQUIRE(H(middle).bits == ((low & 1U) == 0 ? low : low + 1));
    REQUIRE(H(std::nextafter(middle, a)).bits == low);
    REQUIRE(H(std::nextafter(middle, b)).bits == low + 1);
}

} // namespace

TEST_CASE("every fp16 value is what the standard says, and comes back") {
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const auto half = from_bits<fp16>(bits);
        const auto value = static_cast<double>(static_cast<float>(half)), expected = value_of_fp16(bits);
        INFO("bits " << bits);
        if (std::isnan(expected)) {
            REQUIRE(std::isnan(value));
            REQUIRE(std::isnan(static_cast<float>(fp16(half))));
        } else {
            REQUIRE(value == expected);
            REQUIRE(std::signbit(value) == std::signbit(expected));
            REQUIRE(fp16(static_cast<float>(half)).bits == bits);
        }
    }
}

TEST_CASE("every bf16 value comes back") {
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const auto half = from_bits<bf16>(bits);
        if (std::isnan(static_cast<float>(half))) REQUIRE(std::isnan(static_cast<float>(bf16(static_cast<float>(half)))));
        else REQUIRE(bf16(static_cast<float>(half)).bits == bits);
    }
}

TEST_CASE("numbers between two values go to the nearer, ties to the even one") {
    for (std::uint32_t low = 0; low < 0x7bff; ++low) check_between<fp16>(low);
    for (std::uint32_t low = 0; low < 0x7f7f; ++low) check_between<bf16>(low);
}

TEST_CASE("what is too large becomes infinity, and the smallest numbers zero") {
    CHECK(fp16(65519.996F).bits == 0x7bff);
    CHECK(fp16(65520.0F).bits == 0x7c00);
    CHECK(fp16(-1e30F).bits == 0xfc00);
    CHECK(fp16(std::ldexp(1.0F, -25)).bits == 0);
    CHECK(fp16(std::nextafter(std::ldexp(1.0F, -25), 1.0F)).bits == 1);
    CHECK(bf16(std::numeric_limits<float>::max()).bits == 0x7f80);
    CHECK(bf16(-std::numeric_limits<float>::infinity()).bits == 0xff80);
    static_assert(bf16(1.5F) == 1.5F && fp16(1.5F) == 1.5F);
}

// Padded ids and masks, or ignored labels, as lists of tokens.
#include "calm/loss/completion_tokens.hpp"

#include "calm/error.hpp"
#include "calm/loss/logit_rows.hpp"

#include "catch.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

namespace loss = calm::loss;
using numbers = std::vector<std::uint32_t>;

numbers rows(const loss::completion_tokens& tokens) { return {tokens.targets().row.begin(), tokens.targets().row.end()}; }
numbers labels(const loss::completion_tokens& tokens) { return {tokens.targets().label.begin(), tokens.targets().label.end()}; }

/// What `work` is refused with: its sequence and words.
template <class F>
std::string refusal(const F& work) {
    try {
        work();
    } catch (const calm::error& problem) {
        CHECK(problem.id() == calm::error_id::invalid_option);
        return std::to_string(problem.where().record) + ": " + problem.what();
    }
    return "accepted";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("tokens of the mask are listed, each with the row before it") {
    const std::vector<std::int64_t> ids{7, 8, 9, 10, -1, 5, 6, 4, 3, 2, 0, 0, 0, 0, 0};
    const std::vector<std::uint8_t> mask{0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0};
    loss::completion_tokens tokens;
    tokens.assign(loss::matrix<const std::int64_t>(ids.data(), 3, 5), loss::matrix<const std::uint8_t>(mask.data(), 3, 5));
    CHECK(rows(tokens) == numbers{1, 2, 5, 6, 7, 8});
    CHECK(labels(tokens) == numbers{9, 10, 6, 4, 3, 2});
    std::vector<double> values{1, 2, 3, 4, 5, 6};
    const auto ragged = tokens.rows_of<const double>(values);
    REQUIRE(ragged.rows() == 3);
    CHECK(ragged[0].size() == 2);
    CHECK(ragged[1].size() == 4);
    CHECK(ragged[1][0] == 3);
    CHECK(ragged[2].empty());

    // shifted already: the last position of the logits and the first of the ids are left out, so a row has four
    tokens.assign(loss::matrix<const std::int64_t>(ids.data() + 1, 2, 4, 5), loss::matrix<const std::uint8_t>(mask.data() + 1, 2, 4, 5), 0);
    CHECK(rows(tokens) == numbers{1, 2, 4, 5, 6, 7});
    CHECK(labels(tokens) == numbers{9, 10, 6, 4, 3, 2});
}

TEST_CASE("labels that are ignored are left out") {
    const std::vector<std::int32_t> given{-100, 4, 5, -100, -100, 6};
    loss::completion_tokens tokens;
    tokens.assign_labels(loss::matrix<const std::int32_t>(given.data(), 2, 3));
    CHECK(rows(tokens) == numbers{0, 1, 4});
    CHECK(labels(tokens) == numbers{4, 5, 6});
    const std::vector<std::int64_t> others{-1, 4, -1};
    tokens.assign_labels(loss::matrix<const std::int64_t>(others.data(), 1, 3), 1, std::int64_t{-1});
    CHECK(rows(tokens) == numbers{0});
    CHECK(tokens.rows_of<float>(std::span<float>()).rows() == 1);
}

TEST_CASE("a mask with nothing in it, and a batch with nothing in it, give no tokens") {
    const std::vector<std::int32_t> ids(6, 1), mask(6, 0);
    loss::completion_tokens tokens;
    CHECK(tokens.rows_of<float>(std::span<float>()).rows() == 0);
    tokens.assign(loss::matrix<const std::int32_t>(ids.data(), 2, 3), loss::matrix<const std::int32_t>(mask.data(), 2, 3));
    CHECK(tokens.size() == 0);
    CHECK(tokens.rows_of<float>(std::span<float>()).rows() == 2);
    tokens.assign(loss::matrix<const std::int32_t>(), loss::matrix<const std::int32_t>());
    CHECK(tokens.rows_of<float>(std::span<float>()).rows() == 0);
}

TEST_CASE("what can't be scored is refused with its sequence and position, and what was there stays") {
    const std::vector<std::int64_t> ids{3, 4, 5, 6}, wrong{3, -4, 5, std::int64_t{1} << 32};
    const std::vector<std::uint8_t> mask{0, 1, 0, 1}, first{0, 1, 1, 0}, fewer{0, 1};
    const auto of = [](const auto& all, std::size_t n = 2) { return loss::matrix(all.data(), n, std::size_t{2}); };
    loss::completion_tokens tokens;
    tokens.assign(of(ids), of(mask));
    CHECK(refusal([&] { tokens.assign(of(ids), of(first)); }) ==
          "1: CALM-E101 invalid-option: record 1, field \"completion_tokens\": the token at position 0 belongs to the completion, but no logits before it score it; begin with a "
          "prompt or a BOS token, outside the mask");
    CHECK(has(refusal([&] { tokens.assign(of(wrong), of(mask)); }), "record 0, field \"completion_tokens\": the token at position 1 belongs to the completion and has the id -4;"));
    const std::vector<std::uint8_t> last{0, 0, 0, 1};
    CHECK(has(refusal([&] { tokens.assign(of(wrong), of(last)); }), "id 4294967296"));
    CHECK(has(refusal([&] { tokens.assign(of(ids), of(fewer, 1)); }), "the mask is 1 x 2 and the ids are 2 x 2"));
    const std::vector<std::int32_t> strange{-100, -7};
    CHECK(has(refusal([&] { tokens.assign_labels(of(strange, 1)); }), "id -7"));
    CHECK(labels(tokens) == numbers{4, 6});
    CHECK(has(refusal([&] { tokens.assign_labels(loss::matrix<const std::int32_t>(strange.data(), std::size_t{1} << 31, 4, 0)); }), "2^32"));
}

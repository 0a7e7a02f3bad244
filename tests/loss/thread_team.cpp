// A team of threads: each piece once, the same bits as alone, nothing allocated, called from anywhere.
#include "calm/loss/batch.hpp"
#include "calm/loss/coupled.hpp"
#include "calm/loss/execution.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/thread_team.hpp"
#include "calm/loss/tokens.hpp"

#include "catch.hpp"
#include "archetypes/allocations.hpp"
#include "loss/catalogue.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <type_traits>
#include <vector>

using namespace calm_test;
using loss::thread_team;

static_assert(loss::execution<thread_team>);
static_assert(!std::is_copy_constructible_v<thread_team> && !std::is_move_constructible_v<thread_team>);

namespace {

/// How often each piece was called.
std::vector<int> calls(const thread_team& team, std::size_t pieces) {
    std::vector<int> count(pieces);
    team(pieces, [&](std::size_t i) { ++count[i]; });
    return count;
}

} // namespace

TEST_CASE("each piece is called once, whatever the number of threads") {
    for (const std::size_t threads : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{8}}) {
        const thread_team team(threads);
        CHECK(team.threads() == std::max<std::size_t>(threads, 1));
        for (const std::size_t pieces : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}})
            CHECK(calls(team, pieces) == std::vector<int>(pieces, 1));
    }
}

TEST_CASE("the threads take part") {
    const thread_team team(3);
    std::vector<std::thread::id> who(3);
    std::atomic<int> arrived{0};
    team(3, [&](std::size_t i) {  // each piece waits for the others, so one thread can't do two
        who[i] = std::this_thread::get_id();
        ++arrived;
        while (arrived < 3) std::this_thread::yield();
    });
    std::sort(who.begin(), who.end());
    CHECK(std::unique(who.begin(), who.end()) == who.end());
    CHECK(std::count(who.begin(), who.end(), std::this_thread::get_id()) == 1);
}

TEST_CASE("a team is used again and again, and allocates nothing") {
    const thread_team team(4);
    std::vector<std::uint64_t> sums(5);
    const auto work = [&](std::size_t i) { sums[i] += i + 1; };
    team(sums.size(), work);
    const std::size_t before = allocations();
    for (int call = 1; call < 10000; ++call) team(sums.size(), work);
    const std::size_t after = allocations();
    CHECK(after == before);
    CHECK(sums == std::vector<std::uint64_t>{10000, 20000, 30000, 40000, 50000});
}

TEST_CASE("a team wakes from its sleep") {
    const thread_team team(2);
    for (int i = 0; i < 3; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        CHECK(calls(team, 64) == std::vector<int>(64, 1));
    }
}

TEST_CASE("calls from within a call, and from several threads, are right") {
    const thread_team team(3);
    std::vector<std::vector<int>> inner(20);
    team(inner.size(), [&](std::size_t i) { inner[i] = calls(team, 10); });
    for (const auto& one : inner) CHECK(one == std::vector<int>(10, 1));

    std::vector<std::vector<int>> sums(4, std::vector<int>(100));
    {
        std::vector<std::jthread> callers;
        for (auto& own : sums)
            callers.emplace_back([&team, &own] {
                for (int call = 0; call < 200; ++call) team(own.size(), [&](std::size_t i) { ++own[i]; });
            });
    }
    for (const auto& one : sums) CHECK(one == std::vector<int>(100, 200));
}

TEST_CASE("losses have the same bits on a team as alone") {
    const auto pairs = some_pairs<float>(3000, 3);
    std::vector<float> p_w, p_l, q_w, q_l, g_w(pairs.size()), g_l(pairs.size());
    for (const auto& v : pairs)
        p_w.push_back(v.policy_chosen), p_l.push_back(v.policy_rejected), q_w.push_back(v.reference_chosen), q_l.push_back(v.reference_rejected);
    const loss::pair_batch<float> batch{p_w, p_l, q_w, q_l};
    const loss::pair_outputs<float> out{{}, g_w, g_l, {}};
    loss::workspace space;
    const thread_team team(3);
    const auto check = [&](const auto& of) {
        const auto alone = evaluate(of, batch, out, space);
        const auto grad_w = g_w, grad_l = g_l;
        const std::size_t before = allocations();
        const auto together = evaluate(of, batch, out, space, {}, team);
        CHECK(allocations() == before);
        CHECK((together.loss == alone.loss && together.rewards_margins == alone.rewards_margins));
        CHECK((g_w == grad_w && g_l == grad_l));
    };
    check(loss::sigmoid());
    check(loss::aot());

    std::vector<std::size_t> starts(601);  // rows of 5 tokens
    for (std::size_t i = 0; i < starts.size(); ++i) starts[i] = 5 * i;
    const loss::ragged<const float> policy{p_w, starts}, reference{q_w, starts};
    const loss::token_batch<float> tokens{policy.part(0, 300), policy.part(300, 600), reference.part(0, 300), reference.part(300, 600), {}};
    const auto alone = evaluate_tokens(loss::sigmoid(), tokens, {{}, g_w, g_w}, space);
    const auto gradient = g_w;
    const std::size_t before = allocations();
    const auto together = evaluate_tokens(loss::sigmoid(), tokens, {{}, g_w, g_w}, space, {}, {}, team);
    CHECK(allocations() == before);
    CHECK(together.loss == alone.loss);
    CHECK(g_w == gradient);
}

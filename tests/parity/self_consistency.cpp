// Self-consistency weighting on the released X-CSQA samples, where their folder is there.
#include "calm/vote/self_consistency.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/extract/paper.hpp"
#include "calm/io/sampled_reader.hpp"
#include "calm/views/extract.hpp"
#include "calm/vote/plurality.hpp"
#include "catch.hpp"
#include "extract/reference.hpp"
#include "vote/simulated_votes.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

namespace {

using answered = std::vector<calm::answered_question>;

template <class Extractor>
answered read(Extractor extractor) {
    answered all;
    const auto folder = calm_test::reference_folder() / "xcsqa" / "samples";
    if (!std::filesystem::exists(folder)) {
        std::cout << "skipped: no " << folder.string() << "; CALM_REFERENCE_DIR names another place\n";
        return all;
    }
    std::vector<calm::io::language_file> files;
    for (const std::string lang : {"en", "cn", "fr", "de", "it", "ja"}) files.push_back({lang, folder / ("x_csqa_" + lang + "_train_sampled.json")});
    calm::io::aligned_samples samples(files);
    for (auto&& one : samples | calm::views::extract(extractor)) all.push_back(one);
    return all;
}

std::size_t count(const std::vector<bool>& right) { return static_cast<std::size_t>(std::count(right.begin(), right.end(), true)); }

calm::vote::self_consistency learnt(const answered& all, calm::vote::pool pool = {}) {
    calm::vote::agreement seen(std::move(pool));
    for (const auto& one : all) seen.add(one);
    return calm::vote::self_consistency(seen);
}

/// A language's own majority, its ties settled as the paper's are.
std::vector<bool> alone(const answered& all, const calm::language& lang) {
    std::vector<bool> right;
    for (const auto& one : all) {
        auto votes = calm::vote::plurality{{lang}}(one);
        calm::vote::decide(votes, 0, calm::vote::ties::first_seen{});
        right.push_back(votes.winner == one.asked->gold);
    }
    return right;
}

} // namespace

TEST_CASE("released samples: the weighted vote reaches the best single language, whatever the extractor") {
    for (const bool paper : {true, false}) {
        const auto all = paper ? read(calm::extract::paper{}) : read(calm::extract::corrected{});
        if (all.empty()) return;
        const auto fitted = learnt(all);
        const auto english = alone(all, "en");
        INFO((paper ? "paper" : "corrected"));
        if (paper) CHECK(count(english) == 666);
        CHECK(count(simulated::right_answers(all, fitted)) >= count(english));
    }
}

TEST_CASE("released samples: no choice of languages falls behind its best one") {
    const auto all = read(calm::extract::paper{});
    if (all.empty()) return;
    const std::vector<calm::language> languages{"en", "zh", "fr", "de", "it", "ja"};
    std::vector<std::vector<bool>> own;
    for (const auto& lang : languages) own.push_back(alone(all, lang));
    for (unsigned chosen = 1; chosen < 64; ++chosen) {
        calm::vote::pool pool;
        std::optional<std::size_t> best;
        for (std::size_t i = 0; i < languages.size(); ++i) {
            if ((chosen >> i & 1U) == 0) continue;
            pool.push_back(languages[i]);
            if (!best || count(own[i]) > count(own[*best])) best = i;
        }
        INFO("languages by bit: " << chosen);
        const auto weighed = simulated::right_answers(all, learnt(all, pool));
        CHECK_FALSE(simulated::clearly_fewer(weighed, own[*best]));
        CHECK_FALSE(simulated::clearly_fewer(weighed, simulated::right_answers(all, calm::vote::plurality{pool})));
    }
}

TEST_CASE("released samples: bad languages do not drag the weighted vote down") {
    const auto before = read(calm::extract::paper{});
    if (before.empty()) return;
    const auto without = simulated::right_answers(before, learnt(before));
    for (const auto kind : {simulated::bad::random, simulated::bad::sure_and_random, simulated::bad::always_a, simulated::bad::mostly_a,
                            simulated::bad::sure_and_mostly_a, simulated::bad::copies_the_first, simulated::bad::copies_the_last})
        for (const std::size_t many : {1u, 2u}) {
            auto all = before;
            for (std::size_t i = 0; i < many; ++i) simulated::add_bad_language(all, kind, std::string(1, static_cast<char>('v' + i)) + "x", 3 + i);
            INFO(many << " of kind " << static_cast<int>(kind));
            CHECK_FALSE(simulated::clearly_fewer(simulated::right_answers(all, learnt(all)), without));
        }
}

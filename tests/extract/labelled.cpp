// The corrected extractor against a careful reader: labelled/README.md. benchmark_extraction_quality prints the same by language.
#include "calm/extract/corrected.hpp"
#include "calm/io/digest.hpp"
#include "calm/io/response_reader.hpp"

#include "catch.hpp"
#include "extract/labelled.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

using calm_test::labelled_response;

namespace {

const std::filesystem::path root = CALM_SOURCE_DIR;

/// What was measured, for the bounds below; renewed from the test's output when the extractor gets better or the labels change.
struct measured {
    std::string source;  ///< recorded, released, challenge, unseen, drift or varied
    std::string part;
    std::size_t agreeing;
    std::size_t responses;

    /// One standard deviation of the binomial below: as far as the number moves when other responses of the same kind are drawn.
    /// A change that costs more responses than that has made the extractor worse, and not just otherwise.
    [[nodiscard]] double bound() const {
        const double n = static_cast<double>(responses), p = static_cast<double>(agreeing) / n;
        return static_cast<double>(agreeing) - std::sqrt(n * p * (1 - p));
    }
};

const std::vector<measured> last{
    {"recorded", "dev", 223, 226},
    {"recorded", "held_out", 338, 360},
    {"released", "dev", 106, 106},
    {"released", "held_out", 193, 194},
    {"challenge", "dev", 551, 552},
    {"challenge", "held_out", 478, 492},
    {"unseen", "dev", 143, 143},
    {"unseen", "held_out", 139, 146},
    {"drift", "dev", 369, 372},
    {"drift", "held_out", 224, 239},
    {"varied", "dev", 289, 320},
    {"varied", "held_out", 194, 224},
};

/// The labels of one source and part; nothing where their texts are not here.
std::optional<std::vector<labelled_response>> labels(const std::string& source, const std::string& part) {
    if (source == "recorded") return calm_test::recorded_labels(root, part);
    if (source == "challenge") return calm_test::challenge_labels(root, part);
    if (source == "unseen") return calm_test::unseen_labels(root, part);
    if (source == "drift") return calm_test::drift_labels(root, part);
    if (source == "varied") return calm_test::varied_labels(root, part);
    auto there = calm_test::released_labels(root, part);
    if (!there) std::cout << "skipped: the released samples are not here; name their folder in CALM_REFERENCE_DIR\n";
    return there;
}

/// The part that a response belongs to, by the rule of labelled/README.md.
std::string part_of(const std::string& source, const labelled_response& one) {
    const auto hex = calm::io::sha256()
                         .update("split/" + source + "/" + std::string(one.given.lang.view()) + "/" + one.asked->id + "/" + std::to_string(one.given.sample))
                         .hex();
    return std::stoull(hex.substr(0, 12), nullptr, 16) % 5 < 2 ? "dev" : "held_out";
}

} // namespace

TEST_CASE("the corrected extractor agrees with a careful reader as often as it did") {
    for (const auto& before : last) {
        const auto all = labels(before.source, before.part);
        if (!all) continue;
        calm_test::agreement now;
        for (const auto& one : *all) now.add(one, calm::extract::corrected{}(one.question(), one.given).key);
        INFO(before.source << ", " << before.part << ": " << now.agreeing << " of " << now.responses << " agree, " << now.keys_right << " keys are right of "
                           << now.keys_given << " given and " << now.keys_there << " there");
        CHECK(now.responses == before.responses);
        CHECK(static_cast<double>(now.agreeing) >= before.bound());
    }
}

TEST_CASE("each label is in the part that the split rule says, once") {
    std::set<std::tuple<std::string, std::string, std::string, std::uint32_t>> seen;
    for (const auto& [source, part, agreeing, responses] : last) {
        const auto all = labels(source, part);
        if (!all) continue;
        for (const auto& one : *all) {
            if (source == "challenge") {  // by question: the last digit of the SHA-256 of what is asked, even for dev
                CHECK((std::stoi(calm::io::sha256().update(one.question().input).hex().substr(63), nullptr, 16) % 2 == 0) == (part == "dev"));
                continue;
            }
            if (source == "unseen") {
                const auto hex = calm::io::sha256().update("unseen/" + one.asked->id).hex();
                CHECK((std::stoull(hex.substr(0, 12), nullptr, 16) % 2 == 0) == (part == "dev"));
                CHECK(seen.emplace(source, one.asked->id, std::string(one.given.lang.view()), 0U).second);
                continue;
            }
            if (source == "varied") {
                const auto hex = calm::io::sha256().update("split/varied/" + one.asked->id).hex();
                CHECK((std::stoull(hex.substr(0, 12), nullptr, 16) % 5 < 3) == (part == "dev"));
                CHECK(seen.emplace(source, one.asked->id, std::string(one.given.lang.view()), 0U).second);
                continue;
            }
            if (source == "drift") {
                CHECK(one.asked->id.starts_with(part + "-"));
                CHECK(seen.emplace(source, one.asked->id, std::string(one.given.lang.view()), 0U).second);
                continue;
            }
            const std::string drawn_from = source == "released" ? source : one.model.starts_with("SmolLM2") ? "smollm2" : "qwen";
            INFO(drawn_from << ", question " << one.asked->id << ", " << one.given.lang.view() << ", sample " << one.given.sample);
            CHECK(part_of(drawn_from, one) == part);
            CHECK(seen.emplace(drawn_from, one.asked->id, std::string(one.given.lang.view()), one.given.sample).second);
        }
    }
}

TEST_CASE("labelled responses of data/ are those that stand there") {
    std::map<std::tuple<std::string, std::string, std::uint32_t>, std::string> recorded;
    for (const auto& line : calm::io::response_file(root / "data" / "responses.jsonl"))
        recorded[{line.question_id, std::string(line.given.lang.view()), line.given.sample}] = line.given.text;
    std::size_t found = 0;
    for (const std::string part : {"dev", "held_out"})
        for (const auto& one : calm_test::recorded_labels(root, part)) {
            const auto at = recorded.find({one.asked->id, std::string(one.given.lang.view()), one.given.sample});
            if (at == recorded.end()) continue;
            ++found;
            CHECK(at->second == one.given.text);
        }
    CHECK(found == 200);
}

// calm_loss: what it makes of a file, against values in 40-digit arithmetic, and what it refuses.
#include "calm/error.hpp"

#include "../../examples/support/loss_cases.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

json cases() {
    std::ifstream file(CALM_SOURCE_DIR "/data/losses.json");
    return json::parse(file)["cases"];
}

/// Each number of `expected` to 1e-10 of the largest beside it.
void check_close(const json& got, const json& expected) {
    if (expected.is_array()) {
        REQUIRE(got.size() == expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) check_close(got[i], expected[i]);
    } else {
        CHECK(got.get<double>() == Approx(expected.get<double>()).epsilon(1e-10).margin(1e-14));
    }
}

std::string said(const json& given) {
    return archetypes::message([&] { return support::loss_case(given, "x.json", 3).evaluate(); });
}

json changed(const std::string& field, const json& value) {
    json one = cases()[1];
    one[field] = value;
    return one;
}

} // namespace

TEST_CASE("the cases of data/losses.json have the values of 40-digit arithmetic") {
    std::size_t position = 0;
    for (const auto& given : cases()) {
        CAPTURE(given.dump());
        const json got = support::loss_case(given, "losses.json", position++).evaluate();
        if (given.contains("method")) {
            for (const char* field : {"losses", "mean", "grad_chosen", "grad_rejected"}) check_close(got[field], given[field]);
        } else {
            for (const char* field : {"loss", "grad_token_logps"}) check_close(got[field], given[field]);
            CHECK(got["metrics"].contains(given["losses"][0] == "dco" ? "second/rewards/accuracies" : "rewards/accuracies"));
            CHECK(!got["metrics"].contains("entropy"));  // there is nothing to have it from
        }
    }
    CHECK(position == 7);
}

TEST_CASE("what a case has wrong is one error with its place") {
    CHECK(said(changed("losses", {"sigmoit"})).find("CALM-E101 invalid-option: x.json, record 3, field \"losses\": there is no loss \"sigmoit\"") == 0);
    CHECK(said(changed("label_smothing", 0.1)).find("field \"label_smothing\": there is no such option") != std::string::npos);
    CHECK(said(changed("beta", -1)).find("beta is -1") != std::string::npos);
    CHECK(said(changed("f_divergence", "kl")).find("no divergence \"kl\"") != std::string::npos);
    json nca = changed("losses", {"nca_pair"});
    nca["f_divergence"] = "forward_kl";
    CHECK(said(nca).find("nca_pair is not defined on f-divergences") != std::string::npos);
    CHECK(said(changed("ld_alpha", 2)).find("ld_alpha is 2") != std::string::npos);
    CHECK(said(changed("weights", {1, 2})).find("CALM-E306") == 0);
    CHECK(said(changed("pairs", 4)).find("6 rows for 4 pairs") != std::string::npos);
    CHECK(said(changed("beta", "0.1")).find("CALM-E303") == 0);
    json broken = cases()[0];
    broken["policy_token_logps"][1][0] = nullptr;
    CHECK(said(broken).find("CALM-E104 not-finite: x.json, record 3, field \"policy_token_logps\": pair at record 1, field \"policy_chosen\": the log-probability of "
                            "token 0 is NaN") == 0);
    json method = cases()[5];
    method["method"] = "cpa";
    CHECK(said(method).find("there is no method \"cpa\"") != std::string::npos);
    method = cases()[5];
    method["loss"] = "exo";
    CHECK(said(method).find("there is no loss \"cpo_exo\"") != std::string::npos);
    CHECK(said(json::array()).find("CALM-E303") == 0);
    CHECK(said(changed("kl", 0.5)).find("field \"kl\": none of the losses has this option") != std::string::npos);
    json mixed = changed("losses", {"conservative", "dco"});
    mixed["weights"] = {1, 1};
    CHECK(said(mixed).find("field \"losses\": dco is no loss on pairs") != std::string::npos);
    const auto dco = [](const std::string& field, const json& value) {
        json one = cases()[6];
        one[field] = value;
        return said(one);
    };
    CHECK(dco("gamma_second", 0.5).empty());
    for (const auto& [field, value] : {std::pair<std::string, json>{"label_smoothing", 0.1}, {"f_divergence", "forward_kl"}, {"ld_alpha", 0.5},
                                       {"wpo", true}, {"kl", 0}, {"margin", 1}})
        CHECK(dco(field, value).find("field \"" + field + "\": dco can't honour this") != std::string::npos);
    CHECK(dco("gamma_first", -1).find("gamma_first is -1") != std::string::npos);
    CHECK(dco("pairs", 3).find("an even number of pairs") != std::string::npos);
    CHECK(dco("weights", {1, 2}).find("CALM-E306") == 0);
    CHECK(dco("reference_token_logps", nullptr).find("CALM-E304") == 0);
}

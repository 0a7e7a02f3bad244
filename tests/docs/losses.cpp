// docs/losses.md against the library: every loss has its entry and its figure, and the figures show what the losses are.
#include "../../docs/loss_curves.hpp"
#include "calm/loss/by_name.hpp"

#include "catch.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::string content(const std::string& path) {
    std::ifstream file(CALM_SOURCE_DIR "/docs/" + path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> names() {
    std::vector<std::string> all(calm::loss::loss_names.begin(), calm::loss::loss_names.end());
    all.emplace_back(calm::loss::dco_name);
    return all;
}

/// The part of the page under "#### `NAME`".
std::string entry(const std::string& page, const std::string& name) {
    const std::string heading = "\n#### `" + name + "`\n";
    const auto begin = page.find(heading);
    if (begin == std::string::npos) return {};
    return page.substr(begin, page.find("\n##", begin + heading.size()) - begin);
}

} // namespace

TEST_CASE("the page of losses has an entry for each, with formula, gradient, options and figure") {
    const auto page = content("losses.md");
    for (const auto& name : names()) {
        const auto text = entry(page, name);
        CAPTURE(name, text);
        for (const auto& part : {"\n- options: ", "\n- loss: ", "\n- gradient: "}) CHECK(text.find(part) != std::string::npos);
        CHECK(text.find("(figures/loss-" + name + ".svg)") != std::string::npos);
        for (const char* option : {"beta", "label_smoothing", "margin", "discopop_tau", "alpha_reward", "nll_weight", "length_average", "single_logs", "reward_shift", "kl",
                                   "desirable_weight", "undesirable_weight", "gamma_first", "gamma_second"}) {
            const auto options = text.substr(text.find("\n- options: "), text.find("\n- loss: ") - text.find("\n- options: "));
            CAPTURE(option, options);
            CHECK((options.find(std::string(" ") + option) != std::string::npos) == calm::loss::loss_takes(name, option));
        }
        CHECK(page.find("[" + name + "](#" + name + ")") != std::string::npos);
    }
}

TEST_CASE("the figures of losses show what the library computes") {
    std::size_t points = 0;
    for (const auto& curve : docs::curves()) {
        const auto picture = content("figures/loss-" + curve.loss + ".svg");
        const std::string side = curve.rejected ? "<desc>rejected " : "<desc>chosen ";
        CAPTURE(curve.loss, side);
        std::size_t of_side = 0;
        for (auto at = picture.find(side); at != std::string::npos; at = picture.find(side, at + 1), ++of_side) {
            std::istringstream numbers(picture.substr(at + side.size(), 60));
            double x = 0, value = 0, gradient = 0;
            numbers >> x >> value >> gradient;
            const auto [loss, slope] = docs::at(curve, x);  // run docs/losses.py when these differ
            CHECK(value == Approx(loss).epsilon(1e-5).margin(1e-9));
            CHECK(gradient == Approx(slope).epsilon(1e-5).margin(1e-9));
        }
        CHECK(of_side == 3);
        points += of_side;
    }
    CHECK(points == 3 * docs::curves().size());
}

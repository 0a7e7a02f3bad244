#include "calm/vote/label_table.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

using archetypes::make_answered;
using archetypes::thrown;
using calm::vote::label_table;
using calm::vote::named_label;

namespace {
using row = std::tuple<std::size_t, std::string, std::string, double>;

/// What is in a table, whatever the order.
std::vector<row> contents(const label_table& table) {
    std::vector<row> rows;
    for (std::size_t t = 0; t < table.tasks(); ++t) {
        const auto labels = table.labels_of(t);
        const auto weights = table.weights_of(t);
        for (std::size_t i = 0; i < labels.size(); ++i)
            rows.emplace_back(table.index_of(t), table.workers()[labels[i].worker].str(), table.classes()[labels[i].cls].str(),
                              weights.empty() ? 1.0 : weights[i]);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}
} // namespace

TEST_CASE("a label table keeps the answers of the pool's languages") {
    label_table table;
    CHECK(table.tasks() == 0);
    table.add(make_answered({{"en", "B"}, {"en", ""}, {"en", "B"}, {"de", "A"}, {"zh", "C"}}, {"en", "de"}, 7));
    table.add(make_answered({{"en", "A"}, {"de", "B"}}, {"en", "de"}, 3), {"de"});
    CHECK(contents(table) == std::vector<row>{{3, "de", "B", 1}, {7, "de", "A", 1}, {7, "en", "B", 1}, {7, "en", "B", 1}});
    CHECK(table.labels() == 4);
    CHECK_FALSE(table.weighted());
    CHECK(table.find(7) == std::size_t{0});
    CHECK(table.find(3) == std::size_t{1});
    CHECK_FALSE(table.find(0));
    CHECK(std::vector<std::size_t>(table.begins().begin(), table.begins().end()) == std::vector<std::size_t>{0, 3, 4});
    CHECK(sizeof(calm::vote::table_label) == 4);  // as documented
}

TEST_CASE("a question without a label is not in the table") {
    label_table table;
    table.add(make_answered({{"en", ""}, {"de", ""}}, {"en", "de"}, 1));
    table.add(make_answered({}, {"en"}, 2));
    table.add(3, std::vector<named_label>{{"en", "A", 0.0}});
    CHECK(table.tasks() == 0);
    CHECK(table.workers().empty());
    CHECK(table.classes().empty());
    table.add(make_answered({{"en", "A"}}, {"en"}, 1));  // nor does it count as being there
    CHECK(table.tasks() == 1);
}

TEST_CASE("labels have weights when one of them does") {
    label_table table;
    table.add(0, std::vector<named_label>{{"en", "A"}, {"de", "B"}});
    table.add(1, std::vector<named_label>{{"en", "A"}, {"de", "B", 0.5}, {"zh", "B", 0.0}});
    CHECK(table.weighted());
    CHECK(contents(table) == std::vector<row>{{0, "de", "B", 1}, {0, "en", "A", 1}, {1, "de", "B", 0.5}, {1, "en", "A", 1}});
    label_table asked;
    asked.add(make_answered({{"en", "B"}, {"de", "A"}}), {}, [](const calm::response& given, const calm::answer&) { return given.lang == "en" ? 2.0 : 0.0; });
    CHECK(contents(asked) == std::vector<row>{{0, "en", "B", 2}});
}

TEST_CASE("a refused task leaves the table as it was") {
    label_table table;
    table.add(0, std::vector<named_label>{{"en", "A"}});
    const auto before = contents(table);
    CHECK(thrown([&] { table.add(0, std::vector<named_label>{{"de", "A"}}); }) == calm::error_id::duplicate_id);
    for (const double bad : {-1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
        CHECK(thrown([&] { table.add(1, std::vector<named_label>{{"fr", "E"}, {"de", "B", 0.5}, {"zh", "D", bad}}); }) == calm::error_id::invalid_option);
    CHECK(contents(table) == before);
    CHECK_FALSE(table.weighted());
    CHECK(table.workers() == std::vector<calm::language>{"en"});
    CHECK(table.classes() == std::vector<calm::answer_key>{"A"});
    table.add(1, std::vector<named_label>{{"de", "B"}});
    CHECK(contents(table).size() == 2);
}

TEST_CASE("tables of two shards merge, and tasks that are split over both are joined") {
    label_table a, b, whole;
    a.add(make_answered({{"en", "A"}, {"de", "B"}}, {"en", "de"}, 5));
    a.add(make_answered({{"en", "C"}}, {"en", "de"}, 1));
    b.add(make_answered({{"zh", "B"}, {"en", "A"}}, {"en", "zh"}, 5));
    b.add(4, std::vector<named_label>{{"de", "D", 0.25}});
    whole.add(make_answered({{"en", "C"}}, {"en", "de"}, 1));
    whole.add(4, std::vector<named_label>{{"de", "D", 0.25}});
    whole.add(make_answered({{"en", "A"}, {"de", "B"}, {"zh", "B"}, {"en", "A"}}, {"en", "de", "zh"}, 5));
    const auto both = merge(a, b);
    CHECK(contents(both) == contents(whole));
    CHECK(contents(merge(b, a)) == contents(whole));
    CHECK(both.index_of(0) == 1);
    CHECK(both.index_of(2) == 5);
    CHECK(both.find(5) == std::size_t{2});
    CHECK(contents(merge(a, label_table{})) == contents(a));
    CHECK(contents(merge(merge(a, label_table{}), b)) == contents(whole));
    CHECK(merge(label_table{}, label_table{}).tasks() == 0);
}

// What the benchmark programs share: a main that repeats and interleaves by default, and prints one Markdown table a group.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace benchmarks {

/// Prints a table for each group of benchmarks. One named "group | row" gives a row with the median rate over the repetitions and the
/// highest one, and the time that the same amount of work takes as a multiple of the group's first row, by medians and by the best of
/// each. A median is what to expect on this machine as it is; the best repetition is the one that other programs disturbed least.
/// Those named "group | row | column" give a table of median rates.
class table_reporter : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }

    void ReportRuns(const std::vector<Run>& runs) override {
        for (const auto& run : runs) {
            if (run.run_type != Run::RT_Iteration) continue;
            auto& one = measured_[{run.family_index, run.per_family_instance_index}];
            one.name = split(run.run_name.function_name);
            if (run.error_occurred) {
                one.error = run.error_message;
                continue;
            }
            const auto bytes = run.counters.find("bytes_per_second");
            one.bytes = bytes != run.counters.end();
            one.rates.push_back(one.bytes ? bytes->second.value : run.counters.at("items_per_second").value);
        }
    }

    void Finalize() override {
        std::map<std::string, std::vector<measured*>> groups;
        std::vector<std::string> order;
        for (auto& [index, one] : measured_) {
            std::sort(one.rates.begin(), one.rates.end());
            if (groups[one.name[0]].empty()) order.push_back(one.name[0]);
            groups[one.name[0]].push_back(&one);
        }
        for (const auto& group : order) groups[group].front()->name.size() > 2 ? print_grid(groups[group]) : print_rows(groups[group]);
        std::fflush(stdout);
    }

    [[nodiscard]] bool failed() const {
        return std::any_of(measured_.begin(), measured_.end(), [](const auto& one) { return !one.second.error.empty(); });
    }

private:
    struct measured {
        std::vector<std::string> name{};
        std::string error{};
        bool bytes = false;
        std::vector<double> rates{};
        [[nodiscard]] double median() const { return rates[rates.size() / 2]; }
        [[nodiscard]] double best() const { return rates.back(); }
        [[nodiscard]] const char* unit() const { return bytes ? "MB/s" : "million/s"; }
    };

    static std::vector<std::string> split(const std::string& name) {
        std::vector<std::string> parts;
        for (std::size_t begin = 0;;) {
            const auto bar = name.find(" | ", begin);
            parts.push_back(name.substr(begin, bar - begin));
            if (bar == name.npos) return parts;
            begin = bar + 3;
        }
    }

    static void print_rows(const std::vector<measured*>& rows) {
        const auto& first = *rows.front();
        std::printf("\n| %s | %s, median | best | time, median | time, best |\n|---|---:|---:|---:|---:|\n", first.name[0].c_str(), first.unit());
        for (const auto* row : rows) {
            if (!row->error.empty() || !first.error.empty())
                std::printf("| %s | %s | | | |\n", row->name[1].c_str(), row->error.c_str());
            else
                std::printf("| %s | %.3g | %.3g | %.2f | %.2f |\n", row->name[1].c_str(), row->median() / 1e6, row->best() / 1e6, first.median() / row->median(),
                            first.best() / row->best());
        }
    }

    static void print_grid(const std::vector<measured*>& cells) {
        std::printf("\n| %s, %s |", cells.front()->name[0].c_str(), cells.front()->unit());
        std::string line = "|---|", row;
        for (const auto* cell : cells) {
            if (cell->name[1] != cells.front()->name[1]) break;
            std::printf(" %s |", cell->name[2].c_str());
            line += "---:|";
        }
        std::printf("\n%s", line.c_str());
        for (const auto* cell : cells) {
            if (cell->name[1] != row) std::printf("\n| %s |", (row = cell->name[1]).c_str());
            if (cell->error.empty()) std::printf(" %.3g |", cell->median() / 1e6);
            else std::printf(" %s |", cell->error.c_str());
        }
        std::printf("\n");
    }

    std::map<std::pair<std::int64_t, std::int64_t>, measured> measured_{};
};

/// Runs what was registered. The defaults, 15 repetitions in random order, give way to options on the command line.
inline int run(int argc, char** argv) {
    std::vector<std::string> words{argv[0], "--benchmark_repetitions=15", "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.02"};
    words.insert(words.end(), argv + 1, argv + argc);
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());
    if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;
    table_reporter table;
    benchmark::RunSpecifiedBenchmarks(&table);
    return table.failed() ? 1 : 0;
}

} // namespace benchmarks

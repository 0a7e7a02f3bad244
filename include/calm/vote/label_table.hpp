// The labels of many questions in one compact table: what aggregators that learn are fitted on.
#pragma once

#include "calm/error.hpp"
#include "calm/record/answer.hpp"
#include "calm/vote/count.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace calm::vote {

/// A label as the table keeps it: indices into label_table::workers() and classes().
struct table_label {
    std::uint16_t worker = 0;
    std::uint16_t cls = 0;

    friend bool operator==(const table_label&, const table_label&) = default;
};

/// A label by name.
struct named_label {
    language worker;
    answer_key key;
    double weight = 1;
};

/// Who labelled which task as what. A task is a question, known by question::index; a worker is a language, a class an answer key;
/// a worker may label a task several times (the samples of a language). Who wants each sample to be a worker of its own adds
/// named labels whose workers are tags such as "en-s0". Workers and classes have the order in which they were first met.
///
/// Abstentions, labels of weight 0, and tasks without any other label are not in the table.
///
/// Memory: 4 bytes a label, 8 more where any label's weight is not 1, and about 60 a task.
class label_table {
public:
    /// Adds the answers of the pool's languages (vote::pool) to one question, each with the weight that `weight_of(response, answer)`
    /// gives it. O(responses).
    /// @throws error (duplicate_id) when the question is in the table; tables of two parts of a question's responses merge
    /// @throws error (invalid_option) for a weight that is negative or not finite, or more than 65,536 workers or classes
    template <class WeightOf>
    void add(const answered_question& answered, const pool& order, WeightOf&& weight_of) {
        adding task(*this, answered.asked->index);
        const language* previous = nullptr;
        bool votes = false;
        for (std::size_t i = 0; i < answered.answers.size(); ++i) {
            const auto& given = answered.responses[i];
            if (!previous || !(*previous == given.lang)) votes = rank_in(order, *answered.asked, given.lang).has_value();
            previous = &given.lang;
            if (const auto& read = answered.answers[i]; votes && read.key) task.add(given.lang, *read.key, weight_of(given, read));
        }
        task.finish();
    }

    /// The same with weight 1 for every answer.
    void add(const answered_question& answered, const pool& order = {}) {
        add(answered, order, [](const response&, const answer&) { return 1.0; });
    }

    /// Adds a task by its labels. The table is unchanged when this throws.
    /// @throws error  as the other add
    void add(std::size_t index, std::span<const named_label> labels) {
        adding task(*this, index);
        for (const auto& one : labels) task.add(one.worker, one.key, one.weight);
        task.finish();
    }

    [[nodiscard]] std::size_t tasks() const noexcept { return indices_.size(); }
    [[nodiscard]] std::size_t labels() const noexcept { return labels_.size(); }
    [[nodiscard]] const std::vector<language>& workers() const noexcept { return workers_; }
    [[nodiscard]] const std::vector<answer_key>& classes() const noexcept { return classes_; }

    /// The labels of a task, in the order in which they were added. @pre task < tasks()
    [[nodiscard]] std::span<const table_label> labels_of(std::size_t task) const {
        return std::span(labels_).subspan(begins_[task], begins_[task + 1] - begins_[task]);
    }
    /// Their weights, or nothing where all labels of the table weigh 1. @pre task < tasks()
    [[nodiscard]] std::span<const double> weights_of(std::size_t task) const {
        return weights_.empty() ? std::span<const double>() : std::span(weights_).subspan(begins_[task], begins_[task + 1] - begins_[task]);
    }
    [[nodiscard]] bool weighted() const noexcept { return !weights_.empty(); }
    /// The sum of all labels' weights. O(labels) where the table is weighted.
    [[nodiscard]] double total_weight() const {
        return weighted() ? std::accumulate(weights_.begin(), weights_.end(), 0.0) : static_cast<double>(labels());
    }

    /// question::index of a task. @pre task < tasks()
    [[nodiscard]] std::size_t index_of(std::size_t task) const { return indices_[task]; }
    /// The task with this question::index, or nothing where it has no label.
    [[nodiscard]] std::optional<std::size_t> find(std::size_t index) const {
        const auto at = task_of_.find(index);
        return at == task_of_.end() ? std::nullopt : std::optional<std::size_t>(at->second);
    }

    /// All labels one after the other, and where each task's begin: task t has [begins()[t], begins()[t + 1]).
    [[nodiscard]] std::span<const table_label> all_labels() const noexcept { return labels_; }
    [[nodiscard]] std::span<const double> all_weights() const noexcept { return weights_; }  ///< empty: all 1
    [[nodiscard]] std::span<const std::size_t> begins() const noexcept { return begins_; }

    /// The labels of two tables. A task that is in both, by question::index, has the labels of a and then those of b; the tasks
    /// stand by rising index. Associative and commutative but for the order of labels within a task, of workers and of classes.
    /// O(labels + tasks log tasks).
    /// @throws error (invalid_option) for more than 65,536 workers or classes
    [[nodiscard]] friend label_table merge(const label_table& a, const label_table& b) {
        label_table both;
        both.labels_.reserve(a.labels() + b.labels());
        const auto orders = std::pair(a.by_index(), b.by_index());
        std::size_t i = 0, j = 0;
        while (i < a.tasks() || j < b.tasks()) {
            constexpr auto none = std::numeric_limits<std::size_t>::max();
            const bool from_a = i < a.tasks(), from_b = j < b.tasks();
            const auto in_a = from_a ? a.indices_[orders.first[i]] : none, in_b = from_b ? b.indices_[orders.second[j]] : none;
            adding task(both, std::min(in_a, in_b));
            if (from_a && (!from_b || in_a <= in_b)) task.add(a, orders.first[i++]);
            if (from_b && (!from_a || in_b <= in_a)) task.add(b, orders.second[j++]);
            task.finish();
        }
        return both;
    }

private:
    /// One task on its way in: what it added is taken back unless it is finished.
    class adding {
    public:
        adding(label_table& table, std::size_t index)
            : table_(table), index_(index), workers_(table.workers_.size()), classes_(table.classes_.size()), weighted_(table.weighted()) {
            if (table.task_of_.contains(index))
                throw error(error_id::duplicate_id,
                            "question " + std::to_string(index) +
                                " is in the label table already; add each question once, or merge tables of its parts");
        }
        adding(const adding&) = delete;
        adding& operator=(const adding&) = delete;
        ~adding() {
            if (finished_) return;
            table_.labels_.resize(table_.begins_.back());
            table_.weights_.resize(weighted_ ? table_.labels() : 0);
            table_.forget(table_.workers_, table_.worker_of_, workers_);
            table_.forget(table_.classes_, table_.class_of_, classes_);
        }

        void add(const language& worker, const answer_key& key, double weight) {
            if (!(weight >= 0) || !std::isfinite(weight))
                throw error(error_id::invalid_option,
                            "the weight of a label by " + worker.str() + " is " + std::to_string(weight) + "; weights are finite and not negative");
            if (weight == 0) return;
            if (weight != 1 && !table_.weighted()) table_.weights_.assign(table_.labels(), 1.0);
            const auto who = intern(table_.workers_, table_.worker_of_, worker, "workers");
            const auto what = intern(table_.classes_, table_.class_of_, key, "classes");
            table_.labels_.push_back({who, what});
            if (weight != 1 || table_.weighted()) table_.weights_.push_back(weight);
        }

        void add(const label_table& other, std::size_t task) {
            const auto labels = other.labels_of(task);
            const auto weights = other.weights_of(task);
            for (std::size_t i = 0; i < labels.size(); ++i)
                add(other.workers_[labels[i].worker], other.classes_[labels[i].cls], weights.empty() ? 1.0 : weights[i]);
        }

        void finish() {
            if (table_.labels() == table_.begins_.back()) return;  // no label: no task
            table_.indices_.push_back(index_);
            table_.task_of_.emplace(index_, table_.tasks() - 1);
            table_.begins_.push_back(table_.labels());
            finished_ = true;
        }

    private:
        label_table& table_;
        std::size_t index_, workers_, classes_;  // the table's, before
        bool weighted_, finished_ = false;
    };

    template <class Name>
    static std::uint16_t intern(std::vector<Name>& names, std::unordered_map<Name, std::uint16_t>& numbers, const Name& name, const char* what) {
        if (const auto at = numbers.find(name); at != numbers.end()) return at->second;
        constexpr std::size_t most = std::size_t{std::numeric_limits<std::uint16_t>::max()} + 1;
        if (names.size() == most)
            throw error(error_id::invalid_option, "a label table has more than " + std::to_string(most) + " " + what + "; split it");
        const auto number = static_cast<std::uint16_t>(names.size());
        names.push_back(name);
        numbers.emplace(name, number);
        return number;
    }

    template <class Name>
    static void forget(std::vector<Name>& names, std::unordered_map<Name, std::uint16_t>& numbers, std::size_t count) {
        for (; names.size() > count; names.pop_back()) numbers.erase(names.back());
    }

    [[nodiscard]] std::vector<std::size_t> by_index() const {
        std::vector<std::size_t> order(tasks());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [this](std::size_t x, std::size_t y) { return indices_[x] < indices_[y]; });
        return order;
    }

    std::vector<table_label> labels_{};
    std::vector<double> weights_{};
    std::vector<std::size_t> begins_{0};
    std::vector<std::size_t> indices_{};
    std::vector<language> workers_{};
    std::vector<answer_key> classes_{};
    std::unordered_map<std::size_t, std::size_t> task_of_{};
    std::unordered_map<language, std::uint16_t> worker_of_{};
    std::unordered_map<answer_key, std::uint16_t> class_of_{};
};

} // namespace calm::vote

// The measurement of targets: pure, exact. A world is indexed once and then asked for every target and agency.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/inventory.h"
#include "model/measurement.h"
#include "model/record.h"
#include "model/verdict.h"
#include "rules/target.h"

namespace attt::rules {

// All that measurements read. `verdicts` and `records` are the newest known of each; records dated after `as_of` are
// not there yet.
struct World {
    const model::Inventory& inventory;
    std::span<const model::Verdict> verdicts;
    std::span<const model::Record> records;
    const LoadedTargets& targets;
    base::Date as_of;
};

// What a world holds must outlive it.
class Measuring {
  public:
    explicit Measuring(const World& world);
    Measuring(Measuring&&) noexcept;
    ~Measuring();
    // `agency`: only members of that agency (empty: all). A target of the province as a whole (records, parts, values
    // that people record) has no outcome for one agency.
    model::Measurement measure(const Target& target, const std::string& agency = {}) const;

  private:
    class Index;
    std::unique_ptr<Index> index_;
};

// The same for each agency that has a member: counts of the whole, divided. Targets without members give nothing.
std::map<std::string, model::Measurement> by_agency(const Target& target, const model::Measurement& whole);

// One target of a world without records.
model::Measurement measure(const Target& target, const Population* population, const model::Inventory& inventory,
                           std::span<const model::Verdict> verdicts, const std::string& agency, base::Date as_of);

// Whether an assessment counts as independent; where not or unknown, why ("" when it does).
enum class Independence { yes, no, unknown };
struct Independent {
    Independence is = Independence::unknown;
    std::string reason;
};
Independent independence_of(const model::Record& assessment, std::span<const model::Record* const> four_layers);

// Bodies that lead a target, in the words of its lead column: each agency of a group, each single body (by its agency's
// id where that is known, by its own name else).
struct Lead {
    std::string name;    // for people
    std::string agency;  // id; empty: no agency of the inventory
};
std::vector<Lead> leads_of(const Target& target, const LoadedTargets& targets, const model::Inventory& inventory);

// A value as people write it for this target: a number or a bound, or that a task is done. Nothing for any other text.
std::optional<model::Quantity> read_value(const Target& target, const std::string& text);

// Systems with what sheets say of them as of the date: the newest system_state of each.
void apply_states(std::span<const model::Record> records, base::Date as_of, model::Inventory& inventory);

}  // namespace attt::rules

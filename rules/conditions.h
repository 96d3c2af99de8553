// Whether a member of a population meets a condition of a target, and by which records. Private to the folder.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/measure.h"

namespace attt::rules {

// A subject of the inventory as a target sees it.
struct Candidate {
    model::SubjectRef subject;
    std::string agency;
    base::Value attributes;
};

// Records by kind and by whom they are about; only those that count from `as_of` or earlier.
class RecordIndex {
  public:
    RecordIndex(std::span<const model::Record> records, base::Date as_of);
    const std::vector<const model::Record*>& of(model::RecordKind kind) const;
    // Of a website: about itself or its system. Of an agency: about the agency as a whole, not about a part of it.
    std::vector<const model::Record*> about(model::RecordKind kind, const Candidate& candidate) const;
    base::Date as_of() const { return as_of_; }

  private:
    base::Date as_of_;
    std::vector<std::vector<const model::Record*>> by_kind_;
    std::vector<std::unordered_map<std::string, std::vector<const model::Record*>>> by_subject_;
};

using VerdictIndex =
    std::unordered_map<std::string_view, std::unordered_map<std::string_view, std::vector<const model::Verdict*>>>;

struct Evidence {
    const RecordIndex& records;
    const VerdictIndex& verdicts;  // by rule, then by subject
    int year;                      // of the target's plan
};

// Adds to `member` what the condition says of the candidate; returns the share that it allows at most.
model::Share weigh(const Condition& condition, const Candidate& candidate, const Evidence& evidence,
                   model::Member& member);

// Why a record does not count for a condition: "" when it does. `unsure` is set where the record does not tell.
std::string objection(const Condition& condition, const model::Record& record, const RecordIndex& records, int year,
                      bool& unsure);

// An attribute as `where` writes it.
std::string attribute_text(const base::Value& value);

}  // namespace attt::rules

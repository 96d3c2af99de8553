// The plan of a year: its report row by row, the sheets that lead agencies fill in, and their replies taken back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/targets.h"
#include "base/catalogue.h"

namespace attt::app {

struct PlanRow {
    const rules::Target* target = nullptr;
    std::string indicator;      // as the plan prints it
    std::string wanted;         // as the plan prints it
    std::string actual;         // what was published, else measured, else recorded
    std::string verdict;        // Đạt, Vượt or Chưa đạt; empty where neither can be said
    bool undetermined = false;  // there are figures, but what is unknown could still decide
    std::string note;
    model::Measurement measured;
    std::optional<rules::Forecast> forecast;  // none where there is no pace, or a result was published
};

struct PlanReport {
    TargetTable table;  // owns what rows point to
    std::vector<PlanRow> rows;
    int exceeded = 0, met = 0, not_met = 0, undetermined = 0, no_data = 0;
};

// "2022, 2023": the years that have targets.
std::string years_of(const rules::LoadedTargets& targets);

// Every target that the plan of `year` prints, in its order. Error: plan.no_year (with the years there are).
base::Result<PlanReport> plan_report(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                     int year, const AsOf& as_of, const base::Catalogue& texts,
                                     std::vector<base::Error>& defects);
// "attt.plan_report/1".
base::Value to_value(const PlanReport& report);

// The value of a measurement in words: "81,0%", "6/18; 4/12", "320", "Hoàn thành".
std::string value_in_words(const rules::Target& target, const model::Measurement& measured,
                           const base::Catalogue& texts);
// "Đạt", "Vượt", "Chưa đạt"; empty where there is no data.
std::string verdict_in_words(model::TargetOutcome outcome);
// "Đạt", "Chưa hoàn thành", "Chưa xác định được", "Chưa có dữ liệu".
std::string outcome_in_words(const model::Measurement& measured, const base::Catalogue& texts);
// "thêm 7 hệ thống"; empty where nothing is missing.
std::string gap_in_words(const rules::Target& target, const model::Measurement& measured, const base::Catalogue& texts);

// A value that the officer records: the target by id or number, whoever said it. Errors: cli.no_target,
// plan.is_computed, those of value_objection and of reading the fields.
struct SaidValue {
    std::string target, value, numerator, denominator, date, evidence, by, document, body;
};
base::Result<model::Record> record_value(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                         const SaidValue& said, std::vector<base::Error>& defects);

// --- other agencies' rows ---

struct RequestedBody {
    std::string key;   // an agency's id, else the body's name made into one: the name of its file
    std::string name;  // for people
    std::vector<const rules::Target*> targets;
};
// Who is asked for what: each lead of each target that people record.
std::vector<RequestedBody> requested_bodies(const TargetWorld& world, int year);

inline constexpr const char* sheet_ending = ".xlsx";

// A body that has not answered some of its rows yet.
struct SilentBody {
    std::string body;                  // for people
    std::vector<std::string> targets;  // numbers of those rows
    bool entirely = false;             // it has answered none
};

struct PlanRequest {
    std::vector<std::string> files;  // written, one per body
    std::vector<SilentBody> silent;  // as of now
};
// Writes one workbook per body to `directory`: its rows with what is asked, what it said last, and empty columns.
// Errors: plan.no_year, plan.nobody (no lead is known), those of files.
base::Result<PlanRequest> plan_request(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                       int year, const std::string& directory, const base::Catalogue& texts,
                                       std::vector<base::Error>& defects);

struct PlanMerge {
    store::ImportSummary summary;
    int answers = 0;
    std::vector<base::Error> defects;  // rows that could not be taken, by file and row
    std::vector<SilentBody> silent;    // once the replies are in
};
// What is wrong with a value somebody reports: a target that is not this body's or is not recorded, a value that its
// unit does not take. Nothing when it is sound.
std::optional<base::Error> value_objection(const TargetWorld& world, const model::Record& record,
                                           const RequestedBody& body, const std::string& file);

// Takes replies back. Rows without a value are left for later; wrong ones are named, the others are stored.
base::Result<PlanMerge> plan_merge(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                   int year, const std::vector<std::string>& files, const base::Catalogue& texts,
                                   std::vector<base::Error>& defects);

}  // namespace attt::app

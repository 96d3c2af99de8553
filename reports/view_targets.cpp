#include "model/outcome.h"
#include "reports/view.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

using model::Measurement;
using model::TargetOutcome;

std::string outcome_in_words(const Measurement& measured, const base::Catalogue& texts) {
    return texts.text("target_outcome." + std::string(outcome_name(measured)));
}

base::Object value_view(const Measurement& measured, const base::Catalogue& texts) {
    const base::Language language = texts.language();
    base::Object view{{"share", ""},
                      {"fraction", ""},
                      {"unknown", ""},
                      {"outcome", std::string(outcome_name(measured))},
                      {"outcome_name", outcome_in_words(measured, texts)}};
    if (measured.recorded) {
        view.set("share", measured.recorded->text);
        return view;
    }
    view.set("share", show_share(measured.numerator, measured.denominator, language));
    if (measured.denominator > 0)
        view.set("fraction",
                 show_count(measured.numerator, language) + "/" + show_count(measured.denominator, language));
    if (measured.unknown > 0 && measured.denominator > 0)
        view.set("unknown", texts.text("report.unknown_share",
                                       {{"count", show_count(measured.unknown, language)},
                                        {"share", show_share(measured.unknown, measured.denominator, language)}}));
    return view;
}

std::string gap_in_words(const Measurement& measured, const base::Catalogue& texts) {
    if (measured.missing <= 0) return "—";
    const bool known = !measured.members.empty();
    const std::string kind = known ? std::string(model::name_of(measured.members.front().subject.kind)) : "member";
    return counted(texts, "report.gap_" + kind, measured.missing);
}

base::Object target_view(const TargetItem& item, base::Date as_of, const base::Catalogue& texts) {
    const bool late = item.due && *item.due < as_of && item.agency.outcome != TargetOutcome::met &&
                      item.agency.outcome != TargetOutcome::exceeded && item.agency.outcome != TargetOutcome::completed;
    return {{"number", item.number},
            {"title", item.title},
            {"value_text", item.value_text},
            {"lead", item.lead},
            {"due", item.due ? base::show_date(*item.due) : "—"},
            {"late", late},
            {"own", value_view(item.agency, texts)},
            {"whole", value_view(item.province, texts)},
            {"gap", gap_in_words(item.agency, texts)},
            {"undecided", item.agency.undecided}};
}

}  // namespace

base::Array targets_view(const AgencyReport& report, const base::Catalogue& texts) {
    base::Array out;
    for (const TargetItem& item : report.targets)
        out.emplace_back(target_view(item, report.as_of, texts));
    return out;
}

}  // namespace attt::reports

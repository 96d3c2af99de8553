// The receipt of a file, for a clerk: what it was taken for, what became of it, and each row that was not taken.
#include "app/inbox.h"

namespace attt::app {

reports::OfficePage receipt_of(const std::string& name, const Intake& intake, const store::InboxFile* before,
                               base::Time at, const Workspace& workspace, const base::Catalogue& texts) {
    reports::OfficePage page;
    const Office* office = workspace.config.office_on(base::local_date(at));
    page.office = office != nullptr ? office->name : "";
    page.title = texts.text("receipt.title", {{"name", name}});
    page.made = base::show_time(at);
    const std::string outcome(name_of(intake.outcome));
    page.state = intake.outcome == IntakeOutcome::refused  ? "bad"
                 : intake.outcome == IntakeOutcome::partly ? "partly"
                                                           : "good";
    page.lead = texts.text("receipt_lead." + outcome);
    if (before != nullptr)
        page.lead = texts.text("receipt_lead.known_as", {{"name", before->name}, {"at", base::show_time(before->at)}});
    reports::OfficePage::Section what;
    if (intake.kind != IntakeKind::unknown)
        what.sentences.push_back(texts.text("receipt.kind") + " " +
                                 texts.text("intake_kind." + std::string(name_of(intake.kind))) + ".");
    what.sentences.insert(what.sentences.end(), intake.lines.begin(), intake.lines.end());
    page.sections.push_back(std::move(what));
    if (!intake.problems.empty()) {
        reports::OfficePage::Section problems;
        problems.heading = texts.text("receipt.problems", {{"count", std::to_string(intake.problems.size())}});
        problems.items = intake.problems;
        page.sections.push_back(std::move(problems));
    }
    if (!intake.notes.empty()) {
        reports::OfficePage::Section notes;
        notes.heading = texts.text("receipt.notes");
        notes.items = intake.notes;
        page.sections.push_back(std::move(notes));
    }
    page.foot = texts.text(intake.problems.empty() ? "receipt.foot" : "receipt.foot_problems");
    return page;
}

}  // namespace attt::app

// Answers, the log of dossiers and self-assessments: rows that are added and never changed.
#include <map>

#include "base/json.h"
#include "store/audit.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::SubjectKind;

std::int64_t system_number(SubjectNumbers& subjects, const std::string& id) {
    return subjects.of({SubjectKind::system, id});
}

Result<base::Value> json_at(const SQLite::Statement& row, int column, const std::string& path) {
    auto value = base::parse_json(text_at(row, column));
    if (!value) return base::fail(damaged(path, base::debug_string(value.error())));
    return *value;
}

std::map<std::pair<std::string, std::string>, model::ControlAssessment> newest_of(
    const std::vector<model::ControlAssessment>& assessments) {
    std::map<std::pair<std::string, std::string>, model::ControlAssessment> out;
    for (const auto& each : assessments)
        out.insert_or_assign({each.system, each.control}, each);
    return out;
}

Result<std::vector<model::ControlAssessment>> read_assessments(SQLite::Database& database, const std::string& path,
                                                               base::Time known_at) {
    SQLite::Statement row(database,
                          "SELECT s.id,c.control,c.recorded_at,c.actor,c.detail FROM control_assessment c "
                          "JOIN subject s USING(subject_id) WHERE c.recorded_at<=?1 ORDER BY c.assessment_id");
    bound(row, known_at);
    std::vector<model::ControlAssessment> out;
    while (row.executeStep()) {
        auto detail = json_at(row, 4, path);
        if (!detail) return base::fail(detail.error());
        model::ControlAssessment assessment;
        assessment.system = text_at(row, 0);
        assessment.control = text_at(row, 1);
        assessment.recorded_at = time_at(row, 2);
        assessment.actor = text_at(row, 3);
        set_detail(assessment, *detail);
        out.push_back(std::move(assessment));
    }
    return out;
}

}  // namespace

Result<std::vector<std::int64_t>> Store::record_dossier_events(const std::vector<model::DossierEvent>& events,
                                                               base::Time at) {
    return guarded(impl_->path, [&]() -> Result<std::vector<std::int64_t>> {
        WriteTransaction transaction(impl_->database);
        SubjectNumbers subjects(impl_->database);
        SQLite::Statement insert(
            impl_->database,
            "INSERT INTO dossier_event(subject_id,kind,on_day,recorded_at,actor,system_user,detail) "
            "VALUES(?1,?2,?3,?4,?5,?6,?7)");
        std::vector<std::int64_t> ids;
        for (const model::DossierEvent& event : events) {
            const base::Value detail = model::detail_of(event);
            execute(insert, system_number(subjects, event.system), name_of(event.kind), base::to_iso_date(event.on), at,
                    impl_->actor.name, impl_->actor.system_user, base::to_canonical_json(detail));
            ids.push_back(impl_->database.getLastInsertRowid());
            append_audit(impl_->database, impl_->actor, "dossier." + std::string(name_of(event.kind)), event.system,
                         base::Object{{"event", ids.back()}, {"on", base::to_iso_date(event.on)}, {"detail", detail}},
                         at);
        }
        transaction.commit();
        return ids;
    });
}

Result<std::vector<model::DossierEvent>> Store::dossier_events(base::Time known_at) {
    return guarded(impl_->path, [&]() -> Result<std::vector<model::DossierEvent>> {
        SQLite::Statement row(
            impl_->database,
            "SELECT e.event_id,s.id,e.kind,e.on_day,e.recorded_at,e.actor,e.detail FROM dossier_event e "
            "JOIN subject s USING(subject_id) WHERE e.recorded_at<=?1 ORDER BY e.event_id");
        bound(row, known_at);
        std::vector<model::DossierEvent> out;
        while (row.executeStep()) {
            const auto kind = model::dossier_event_of(text_at(row, 2));
            const auto on = base::parse_date(text_at(row, 3));
            auto detail = json_at(row, 6, impl_->path);
            if (!kind || !on) return base::fail(damaged(impl_->path, "dossier event " + text_at(row, 0)));
            if (!detail) return base::fail(detail.error());
            model::DossierEvent event;
            event.id = integer_at(row, 0);
            event.system = text_at(row, 1);
            event.kind = *kind;
            event.on = *on;
            event.recorded_at = time_at(row, 4);
            event.actor = text_at(row, 5);
            set_detail(event, *detail);
            out.push_back(std::move(event));
        }
        return out;
    });
}

Result<void> Store::record_level_answers(const std::vector<model::LevelAnswer>& answers, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        WriteTransaction transaction(impl_->database);
        SubjectNumbers subjects(impl_->database);
        SQLite::Statement insert(impl_->database,
                                 "INSERT INTO level_answer(subject_id,component,question,value,recorded_at,actor,"
                                 "system_user) VALUES(?1,?2,?3,?4,?5,?6,?7)");
        std::map<std::string, base::Array> by_system;
        for (const model::LevelAnswer& answer : answers) {
            execute(insert, system_number(subjects, answer.system), answer.component, answer.question,
                    base::to_canonical_json(answer.value), at, impl_->actor.name, impl_->actor.system_user);
            by_system[answer.system].emplace_back(
                base::Object{{"component", answer.component}, {"question", answer.question}, {"value", answer.value}});
        }
        for (auto& [system, detail] : by_system)
            append_audit(impl_->database, impl_->actor, "level.answer", system, std::move(detail), at);
        transaction.commit();
        return {};
    });
}

Result<std::vector<model::LevelAnswer>> Store::level_answers(base::Time known_at) {
    return guarded(impl_->path, [&]() -> Result<std::vector<model::LevelAnswer>> {
        // the newest answer to each question
        SQLite::Statement row(impl_->database,
                              "SELECT s.id,a.component,a.question,a.value,a.recorded_at,a.actor FROM level_answer a "
                              "JOIN subject s USING(subject_id) WHERE a.answer_id IN(SELECT max(answer_id) FROM "
                              "level_answer WHERE recorded_at<=?1 GROUP BY subject_id,component,question) "
                              "ORDER BY s.id,a.component,a.question");
        bound(row, known_at);
        std::vector<model::LevelAnswer> out;
        while (row.executeStep()) {
            auto value = json_at(row, 3, impl_->path);
            if (!value) return base::fail(value.error());
            if (value->is_null()) continue;
            out.push_back(
                {text_at(row, 0), text_at(row, 1), text_at(row, 2), *value, time_at(row, 4), text_at(row, 5)});
        }
        return out;
    });
}

Result<int> Store::record_control_assessments(const std::vector<model::ControlAssessment>& assessments, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<int> {
        WriteTransaction transaction(impl_->database);
        auto known = read_assessments(impl_->database, impl_->path, base::Time::max());
        if (!known) return base::fail(known.error());
        auto newest = newest_of(*known);
        SubjectNumbers subjects(impl_->database);
        SQLite::Statement insert(
            impl_->database,
            "INSERT INTO control_assessment(subject_id,control,recorded_at,actor,system_user,detail) "
            "VALUES(?1,?2,?3,?4,?5,?6)");
        std::map<std::string, base::Object> changed;
        int recorded = 0;
        for (const model::ControlAssessment& assessment : assessments) {
            const auto before = newest.find({assessment.system, assessment.control});
            if (before != newest.end() && before->second.same_as(assessment)) continue;
            const base::Value detail = model::detail_of(assessment);
            execute(insert, system_number(subjects, assessment.system), assessment.control, at, impl_->actor.name,
                    impl_->actor.system_user, base::to_canonical_json(detail));
            changed[assessment.system].set(assessment.control, detail);
            newest.insert_or_assign({assessment.system, assessment.control}, assessment);
            ++recorded;
        }
        for (auto& [system, detail] : changed)
            append_audit(impl_->database, impl_->actor, "control.assess", system, std::move(detail), at);
        transaction.commit();
        return recorded;
    });
}

Result<std::vector<model::ControlAssessment>> Store::control_assessments(base::Time known_at, base::Date as_of) {
    return guarded(impl_->path, [&]() -> Result<std::vector<model::ControlAssessment>> {
        auto all = read_assessments(impl_->database, impl_->path, known_at);
        if (!all) return base::fail(all.error());
        std::erase_if(*all, [&](const auto& each) { return each.assessed_on && as_of < *each.assessed_on; });
        std::vector<model::ControlAssessment> out;
        for (auto& [key, assessment] : newest_of(*all))
            out.push_back(std::move(assessment));
        return out;
    });
}

}  // namespace attt::store

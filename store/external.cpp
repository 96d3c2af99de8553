#include "store/external.h"

#include "base/hash.h"
#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;

constexpr const char* report_columns =
    "SELECT report_id,source,tool,version,format,file,file_sha256,started,ended,finished,filter,assessment,results,"
    "left_out,recorded,actor FROM external_report ";

ExternalReportRow report_at(const SQLite::Statement& row) {
    ExternalReportRow out;
    out.id = integer_at(row, 0);
    out.source = text_at(row, 1);
    out.tool = text_at(row, 2);
    out.version = text_at(row, 3);
    out.format = text_at(row, 4);
    out.file = text_at(row, 5);
    out.file_sha256 = base::hex(text_at(row, 6));
    out.started = time_or_none_at(row, 7);
    out.ended = time_or_none_at(row, 8);
    out.finished = integer_at(row, 9) != 0;
    out.filter = text_at(row, 10);
    out.assessment = text_at(row, 11);
    out.results = integer_at(row, 12);
    out.left_out = integer_at(row, 13);
    out.recorded = time_at(row, 14);
    out.actor = text_at(row, 15);
    return out;
}

base::Object audit_detail(const ExternalReportRow& report) {
    base::Object out{{"source", report.source},     {"tool", report.tool},          {"format", report.format},
                     {"file", report.file},         {"sha256", report.file_sha256}, {"results", report.results},
                     {"left_out", report.left_out}, {"finished", report.finished}};
    if (!report.assessment.empty()) out.set("assessment", report.assessment);
    return out;
}

}  // namespace

Result<SavedReport> save_external(Store& store, const ExternalReportRow& report,
                                  const std::vector<model::ExternalLook>& looks, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<SavedReport> {
        SQLite::Database& database = impl.database;
        WriteTransaction transaction(database);
        const std::string hash = unhex(report.file_sha256);
        SQLite::Statement known(database, "SELECT report_id FROM external_report WHERE source=?1 AND file_sha256=?2");
        if (bound(known, report.source, Bytes{hash}).executeStep()) return SavedReport{integer_at(known, 0), true};
        execute(database,
                "INSERT INTO external_report(source,tool,version,format,file,file_sha256,started,ended,finished,filter,"
                "recorded,actor,system_user,assessment,results,left_out) "
                "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
                report.source, report.tool, report.version, report.format, report.file, Bytes{hash}, report.started,
                report.ended, report.finished ? 1 : 0, report.filter, at, impl.actor.name, impl.actor.system_user,
                report.assessment, report.results, report.left_out);
        const std::int64_t id = database.getLastInsertRowid();
        SubjectNumbers subjects(database);
        BlobWriter blobs(database);
        SQLite::Statement insert(
            database,
            "INSERT INTO external_look(report_id,ordinal,subject_id,at,unmatched,body) VALUES(?1,?2,?3,?4,?5,?6)");
        std::int64_t ordinal = 0;
        for (const model::ExternalLook& look : looks) {
            std::optional<std::int64_t> subject;
            if (look.subject) subject = subjects.of(*look.subject);
            execute(insert, id, ++ordinal, subject, look.at, look.subject ? std::string() : look.unmatched_because,
                    blobs.put_json(model::to_value(look.host)));
        }
        append_audit(database, impl.actor, "external.import", std::to_string(id), base::Value(audit_detail(report)),
                     at);
        transaction.commit();
        return SavedReport{id, false};
    });
}

Result<std::vector<ExternalReportRow>> external_reports(Store& store) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::vector<ExternalReportRow>> {
        SQLite::Statement row(impl.database, std::string(report_columns) + "ORDER BY report_id DESC");
        std::vector<ExternalReportRow> out;
        while (row.executeStep())
            out.push_back(report_at(row));
        return out;
    });
}

Result<std::vector<model::ExternalLook>> external_looks(Store& store, base::Time as_of, bool matched) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::vector<model::ExternalLook>> {
        SQLite::Statement row(
            impl.database,
            "SELECT l.report_id,r.source,r.tool,l.at,l.unmatched,b.body,s.kind,s.id FROM external_look l "
            "JOIN external_report r USING(report_id) JOIN blob b ON b.blob_id=l.body "
            "LEFT JOIN subject s ON s.subject_id=l.subject_id "
            "WHERE r.recorded<=?1 AND (l.subject_id IS NOT NULL)=?2 ORDER BY l.report_id,l.ordinal");
        bound(row, as_of, matched ? 1 : 0);
        std::vector<model::ExternalLook> out;
        while (row.executeStep()) {
            model::ExternalLook look;
            look.report = integer_at(row, 0);
            look.source = text_at(row, 1);
            look.tool = text_at(row, 2);
            look.at = time_at(row, 3);
            look.unmatched_because = text_at(row, 4);
            auto body = stored_json(impl.path, text_at(row, 5));
            if (!body) return base::fail(body.error());
            look.host = model::external_host_from(*body);
            if (matched) {
                auto subject = subject_at(row, 6, impl.path);
                if (!subject) return base::fail(subject.error());
                look.subject = std::move(*subject);
            }
            out.push_back(std::move(look));
        }
        return out;
    });
}

Result<int> match_external(Store& store, const std::vector<MatchedLook>& matched, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<int> {
        SQLite::Database& database = impl.database;
        WriteTransaction transaction(database);
        SubjectNumbers subjects(database);
        SQLite::Statement fill(database,
                               "UPDATE external_look SET subject_id=?3,unmatched='' WHERE report_id=?1 AND "
                               "subject_id IS NULL AND (SELECT json_extract(body,'$.name') FROM blob "
                               "WHERE blob_id=external_look.body)=?2");
        int out = 0;
        for (const MatchedLook& look : matched)
            out += execute(fill, look.report, look.host, subjects.of(look.subject));
        if (out > 0)
            append_audit(database, impl.actor, "external.match", "", base::Value(base::Object{{"looks", out}}), at);
        transaction.commit();
        return out;
    });
}

Result<void> set_assessment(Store& store, std::int64_t report, const std::string& assessment, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        WriteTransaction transaction(impl.database);
        if (execute(impl.database, "UPDATE external_report SET assessment=?2 WHERE report_id=?1", report, assessment) ==
            0)
            return base::fail(base::ErrorCode::not_found, "store.no_report", {{"id", std::to_string(report)}});
        append_audit(impl.database, impl.actor, "external.evidence", std::to_string(report),
                     base::Value(base::Object{{"assessment", assessment}}), at);
        transaction.commit();
        return {};
    });
}

}  // namespace attt::store

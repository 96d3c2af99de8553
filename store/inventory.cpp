#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"
#include "store/revisions.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::SubjectKind;
using model::SubjectRef;

// The largest time that SQLite can compare: "whatever was recorded last".
constexpr base::Time end_of_time = base::Time::max();

struct Incoming {
    SubjectRef subject;
    base::Value attributes;
};

template <class Records>
void add(std::vector<Incoming>& out, SubjectKind kind, const Records& records) {
    for (const auto& record : records)
        out.push_back({{kind, record.id}, model::to_value(record)});
}

std::vector<Incoming> incoming_of(const model::Inventory& inventory) {
    std::vector<Incoming> out;
    add(out, SubjectKind::agency, inventory.agencies);
    add(out, SubjectKind::system, inventory.systems);
    add(out, SubjectKind::website, inventory.websites);
    add(out, SubjectKind::computer, inventory.computers);
    return out;
}

// One import, within one transaction.
class Importer {
  public:
    Importer(SQLite::Database& database, std::int64_t batch, base::Time at)
        : subjects_(database),
          blobs_(database),
          revise_(database,
                  "INSERT INTO subject_revision(subject_id,revision,valid_from,recorded_at,batch_id,attributes) "
                  "VALUES(?1,?2,?3,?4,?5,?6)"),
          note_(database,
                "INSERT INTO import_row(batch_id,ordinal,line,subject_id,outcome,raw,problem) "
                "VALUES(?1,?2,?3,?4,?5,?6,?7)"),
          batch_(batch),
          at_(at) {}

    Result<void> load(SQLite::Database& database, const std::string& path) {
        return each_record(database, path, end_of_time,
                           [&](Record&& record) { current_.insert_or_assign(record.subject, std::move(record)); });
    }

    Result<void> take(const Incoming& incoming) {
        const auto known = current_.find(incoming.subject);
        if (known != current_.end() && !known->second.voided && known->second.attributes == incoming.attributes) {
            outcomes_.try_emplace(incoming.subject, "unchanged");
            return {};
        }
        if (known != current_.end() && known->second.recorded_at > at_)
            return clock_back(at_, known->second.recorded_at);
        const Record before = known != current_.end() ? known->second : Record{};
        Record record = before;
        record.subject = incoming.subject;
        record.subject_number = subjects_.of(incoming.subject);
        record.revision = before.revision + 1;
        record.recorded_at = at_;
        record.voided = false;
        record.attributes = incoming.attributes;
        const base::Value stored = stored_form(record.revision, before.attributes, record.attributes);
        execute(revise_, record.subject_number, record.revision, at_, at_, batch_, base::to_canonical_json(stored));
        outcomes_[incoming.subject] = before.revision == 0 ? "added" : "changed";
        current_.insert_or_assign(incoming.subject, std::move(record));
        return {};
    }

    // The row as it stood is kept where it told something new or could not be used.
    void note(const ImportRow& row) {
        const auto taken = outcomes_.find(row.subject);
        const bool used = row.outcome != "rejected" && taken != outcomes_.end();
        const std::string outcome = used ? taken->second : "rejected";
        std::optional<std::int64_t> subject;
        if (used) subject = subjects_.of(row.subject);
        std::optional<std::int64_t> raw;
        if (!row.raw.empty() && outcome != "unchanged") raw = blobs_.put(row.raw, json_media_type);
        execute(note_, batch_, ordinal_++, row.line, subject, outcome, raw, row.problem);
        noted_.insert(row.subject);
        if (!used) ++rejected_;
    }

    // A record without a row of its own was confirmed by this import all the same.
    void note_the_rest() {
        for (const auto& [subject, outcome] : outcomes_) {
            if (!noted_.contains(subject)) note({subject, 0, {}, outcome, {}});
        }
    }

    ImportSummary summary() const {
        ImportSummary out;
        for (const auto& [subject, outcome] : outcomes_) {
            out.added += outcome == "added" ? 1 : 0;
            out.changed += outcome == "changed" ? 1 : 0;
            out.unchanged += outcome == "unchanged" ? 1 : 0;
        }
        return out;
    }
    int rejected() const { return rejected_; }

  private:
    SubjectNumbers subjects_;
    BlobWriter blobs_;
    SQLite::Statement revise_;
    SQLite::Statement note_;
    std::int64_t batch_;
    base::Time at_;
    std::map<SubjectRef, Record> current_;
    std::map<SubjectRef, std::string> outcomes_;
    std::set<SubjectRef> noted_;
    int ordinal_ = 0;
    int rejected_ = 0;
};

template <class Records>
void sort_by_id(Records& records) {
    std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

void place(model::Inventory& out, const Record& record) {
    switch (record.subject.kind) {
        case SubjectKind::agency: out.agencies.push_back(model::agency_from(record.attributes)); break;
        case SubjectKind::system: out.systems.push_back(model::system_from(record.attributes)); break;
        case SubjectKind::website: out.websites.push_back(model::website_from(record.attributes)); break;
        case SubjectKind::computer: out.computers.push_back(model::computer_from(record.attributes)); break;
    }
}

}  // namespace

Result<ImportSummary> Store::import(const model::Inventory& inventory, const std::vector<ImportRow>& rows,
                                    const std::string& source_file, const std::string& file_sha256, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<ImportSummary> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        const std::string hash = unhex(file_sha256);
        execute(database, "INSERT INTO import_batch(at,source,file_sha256,actor,system_user) VALUES(?1,?2,?3,?4,?5)",
                at, source_file, hash.empty() ? std::nullopt : std::optional(Bytes{hash}), impl_->actor.name,
                impl_->actor.system_user);
        const std::int64_t batch = database.getLastInsertRowid();

        Importer importer(database, batch, at);
        if (auto loaded = importer.load(database, impl_->path); !loaded) return base::fail(loaded.error());
        for (const Incoming& incoming : incoming_of(inventory)) {
            if (auto taken = importer.take(incoming); !taken) return base::fail(taken.error());
        }
        for (const ImportRow& row : rows)
            importer.note(row);
        importer.note_the_rest();

        const ImportSummary summary = importer.summary();
        const base::Value detail = base::Object{{"batch", batch},
                                                {"file_sha256", file_sha256},
                                                {"added", summary.added},
                                                {"changed", summary.changed},
                                                {"unchanged", summary.unchanged},
                                                {"rejected", importer.rejected()}};
        append_audit(database, impl_->actor, "import", source_file, detail, at);
        transaction.commit();
        return summary;
    });
}

Result<model::Inventory> Store::inventory(base::Time as_of) {
    return guarded(impl_->path, [&]() -> Result<model::Inventory> {
        model::Inventory out;
        const auto keep = [&](Record&& record) {
            if (!record.voided) place(out, record);
        };
        if (auto read = each_record(impl_->database, impl_->path, as_of, keep); !read) return base::fail(read.error());
        sort_by_id(out.agencies);
        sort_by_id(out.systems);
        sort_by_id(out.websites);
        sort_by_id(out.computers);
        return out;
    });
}

Result<std::map<SubjectRef, base::Time>> Store::recorded_times(base::Time as_of) {
    return guarded(impl_->path, [&]() -> Result<std::map<SubjectRef, base::Time>> {
        SQLite::Statement rows(
            impl_->database,
            "SELECT s.kind, s.id, max(b.at) FROM import_batch b JOIN import_row i USING(batch_id) "
            "JOIN subject s USING(subject_id) WHERE i.outcome<>'rejected' AND b.at<=?1 GROUP BY s.subject_id");
        bound(rows, as_of);
        std::map<SubjectRef, base::Time> out;
        while (rows.executeStep()) {
            if (const auto kind = model::subject_kind_of(rows.getColumn(0).getString()))
                out.emplace(SubjectRef{*kind, rows.getColumn(1).getString()}, time_at(rows, 2));
        }
        return out;
    });
}

}  // namespace attt::store

// A record as it was written, before its values are understood: what every reader of a format makes.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "inventory/attributes.h"
#include "inventory/read.h"

namespace attt::inventory {

struct Field {
    const Attribute* attribute = nullptr;
    std::string label;  // the heading or key as written
    std::string text;
};

struct Record {
    ListKind kind = ListKind::agencies;
    std::string file;
    std::string sheet;  // empty: the file has none
    int line = 0;
    std::vector<Field> fields;
    std::size_t row = 0;  // its place in Reading::rows

    // nullptr when there is none.
    const Field* field(std::string_view attribute) const;
    // The text of its id, trimmed; empty when it has none.
    std::string_view id() const;
};

// What the readers gather and the checks then work on.
struct Reading {
    std::vector<Record> records;
    std::vector<RawRow> rows;
    std::vector<base::Error> defects;
    std::vector<base::Error> warnings;

    // Notes a defect of this record, which leaves it out; its other values are still looked at, so that all that is
    // wrong with it is told at once. `field` may be nullptr.
    void refuse(const Record& record, const Field* field, base::Error error);
    // What is wrong with this attribute of the record has been told: that it is empty is no news.
    void mark_told(const Record& record, const Attribute& attribute) { told_.emplace(record.row, &attribute); }
    bool is_told(const Record& record, const Attribute& attribute) const {
        return told_.contains({record.row, &attribute});
    }
    // Notes something of this record that does not leave it out.
    void warn(const Record& record, const Field& field, base::Error error);
    bool is_refused(const Record& record) const { return !rows[record.row].problem.empty(); }

  private:
    std::set<std::pair<std::size_t, const Attribute*>> told_;
};

// Both add to `reading`; what is wrong with the file as a whole is one defect of it. Tables: CSV and XLSX.
void read_table_source(const Source& source, Kind as, Reading& reading);
void read_toml_source(const Source& source, Reading& reading);

}  // namespace attt::inventory

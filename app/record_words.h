// How people write the kinds, fields and choices of records: in either language, with or without diacritics.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/catalogue.h"
#include "model/record.h"

namespace attt::app {

class RecordWords {
  public:
    // From the catalogues of both languages; what it says itself is in `language`. Errors: those of Catalogue::load.
    static base::Result<RecordWords> load(base::Language language = base::Language::vi);

    std::optional<model::RecordKind> kind(std::string_view written) const;
    // The field of that kind; nullptr when the heading is none of its.
    const model::Field* field(model::RecordKind kind, std::string_view heading) const;
    std::optional<std::string> choice(const model::Field& field, std::string_view written) const;
    std::optional<bool> yes_or_no(std::string_view written) const;

    // What they are called.
    std::string of_kind(model::RecordKind kind) const;
    std::string of_field(std::string_view field) const;
    std::vector<std::string> of_kinds() const;
    std::vector<std::string> of_fields(model::RecordKind kind) const;
    std::vector<std::string> of_choices(const model::Field& field) const;

  private:
    std::map<std::string, std::string> kinds_, fields_, choices_, flags_;  // folded words -> names
    base::Catalogue texts_;
};

std::string kind_in_words(model::RecordKind kind, const base::Catalogue& texts);
std::string field_in_words(std::string_view field, const base::Catalogue& texts);
// A field's value as people read it: dates, moments in Vietnam's time, choices and flags in words.
std::string field_value_in_words(const model::Record& record, const model::Field& field, const base::Catalogue& texts);

}  // namespace attt::app

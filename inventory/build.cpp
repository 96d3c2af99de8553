#include "inventory/build.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "inventory/values.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

using model::Agency;
using model::Computer;
using model::InformationSystem;
using model::Website;

enum class OnError { refuse, warn };

template <class T>
struct Column {
    std::string_view attribute;
    Assigned (*set)(T& record, std::string_view text);
    OnError on_error = OnError::refuse;
};

template <auto Member, class T>
Assigned plain(T& record, std::string_view text) {
    return assign(record.*Member, text);
}

template <auto Member, const WordList& (*words)(), class T>
Assigned word(T& record, std::string_view text) {
    return assign_word(record.*Member, text, words());
}

template <auto Member, Assigned (*as)(std::string&, std::string_view), class T>
Assigned special(T& record, std::string_view text) {
    return as(record.*Member, text);
}

constexpr std::array<Column<Agency>, 9> agency_columns = {{
    {"id", special<&Agency::id, assign_id>},
    {"name", plain<&Agency::name>},
    {"tier", word<&Agency::tier, agency_tier_words>},
    {"kind", word<&Agency::kind, agency_kind_words>},
    {"parent", plain<&Agency::parent>},
    {"valid_from", plain<&Agency::valid_from>},
    {"valid_to", plain<&Agency::valid_to>},
    {"successor", plain<&Agency::successor>},
    {"security_officers", plain<&Agency::security_officers>},
}};

constexpr std::array<Column<InformationSystem>, 12> system_columns = {{
    {"id", special<&InformationSystem::id, assign_id>},
    {"name", plain<&InformationSystem::name>},
    {"agency", plain<&InformationSystem::agency>},
    {"owner", plain<&InformationSystem::owner>},
    {"kind", word<&InformationSystem::kind, system_kind_words>},
    {"lifecycle", word<&InformationSystem::lifecycle, lifecycle_words>},
    {"level", plain<&InformationSystem::level>},
    {"dossier_state", word<&InformationSystem::dossier_state, dossier_state_words>},
    {"decision", plain<&InformationSystem::decision>},
    {"decision_date", plain<&InformationSystem::decision_date>},
    {"real_data", plain<&InformationSystem::real_data>},
    {"monitored_24_7", plain<&InformationSystem::monitored_24_7>},
}};

constexpr std::array<Column<Website>, 6> website_columns = {{
    {"id", special<&Website::id, assign_id>},
    {"url", special<&Website::url, assign_url>},
    {"agency", plain<&Website::agency>},
    {"system", plain<&Website::system>},
    {"name", plain<&Website::name>},
    {"lifecycle", word<&Website::lifecycle, lifecycle_words>},
}};

// A computer whose address cannot be read is still a computer that counts.
constexpr std::array<Column<Computer>, 12> computer_columns = {{
    {"id", special<&Computer::id, assign_id>},
    {"agency", plain<&Computer::agency>},
    {"name", plain<&Computer::name>},
    {"serial", plain<&Computer::serial>},
    {"uuid", special<&Computer::uuid, assign_uuid>, OnError::warn},
    {"macs", plain<&Computer::macs>, OnError::warn},
    {"ip", special<&Computer::ip, assign_ip>, OnError::warn},
    {"os", plain<&Computer::os>},
    {"antivirus_installed", plain<&Computer::antivirus_installed>},
    {"antivirus_product", plain<&Computer::antivirus_product>},
    {"antivirus_seen", plain<&Computer::antivirus_seen>},
    {"lifecycle", word<&Computer::lifecycle, lifecycle_words>},
}};

template <auto Member>
Assigned of_officer(Officer& record, std::string_view text) {
    return assign(record.value.*Member, text);
}

constexpr std::array<Column<Officer>, 6> officer_columns = {{
    {"id", [](Officer& record, std::string_view text) { return assign_id(record.value.id, text); }},
    {"agency", plain<&Officer::agency>},
    {"post", of_officer<&model::SecurityOfficer::post>},
    {"since", of_officer<&model::SecurityOfficer::since>},
    {"until", of_officer<&model::SecurityOfficer::until>},
    {"trained", of_officer<&model::SecurityOfficer::trained>},
}};

void refuse_missing(const Record& record, const Attribute& attribute, Reading& reading) {
    const Field* field = record.field(attribute.name);
    const Field absent{&attribute, std::string(attribute.name), {}};
    reading.refuse(record, field != nullptr ? field : &absent,
                   {base::ErrorCode::bad_input, "inventory.missing_value", {}, {}});
}

// A total, a signature, an empty form: what no id ties to a subject is not kept, since nobody could find it to erase
// it.
void refuse_nameless(const Record& record, Reading& reading) {
    const Attribute& id = *attribute_named(record.kind, "id");
    if (!reading.is_told(record, id))
        reading.refuse(record, nullptr, {base::ErrorCode::bad_input, "inventory.no_id", {}, {}});
    reading.mark_told(record, id);
    reading.rows[record.row].cells = base::Object();
}

template <class T, std::size_t N>
void build_one(const Record& record, const std::array<Column<T>, N>& columns, std::vector<Draft<T>>& out,
               Reading& reading) {
    T value;
    for (const Column<T>& column : columns) {
        const Field* field = record.field(column.attribute);
        if (field == nullptr || is_blank(field->text)) {
            const Attribute& attribute = *attribute_named(record.kind, column.attribute);
            if (attribute.need == Need::value && !reading.is_told(record, attribute))
                refuse_missing(record, attribute, reading);
            continue;
        }
        auto assigned = column.set(value, base::trim(field->text));
        if (assigned) continue;
        if (column.on_error == OnError::warn) {
            reading.warn(record, *field, std::move(assigned.error()));
        } else {
            reading.refuse(record, field, std::move(assigned.error()));
        }
    }
    out.push_back({std::move(value), &record});
}

template <std::size_t N, class T>
bool is_subject_without_id(const Record& record, const std::array<Column<T>, N>& columns) {
    return std::all_of(columns.begin(), columns.end(), [&](const Column<T>& column) {
        const Field* field = record.field(column.attribute);
        const bool needed = attribute_named(record.kind, column.attribute)->need == Need::value;
        return !needed || column.attribute == "id" || (field != nullptr && !is_blank(field->text));
    });
}

template <class T, std::size_t N>
void build_any(const Record& record, const std::array<Column<T>, N>& columns, std::vector<Draft<T>>& out,
               Reading& reading) {
    if (is_blank(record.id())) {
        refuse_nameless(record, reading);
        if (!is_subject_without_id(record, columns)) return;
    }
    build_one(record, columns, out, reading);
}

}  // namespace

FirstRecords check_ids(Reading& reading) {
    FirstRecords first;
    for (const Record& record : reading.records) {
        const std::string_view id = record.id();
        if (is_blank(id)) continue;
        const auto [found, fresh] = first.emplace(std::pair(record.kind, id), &record);
        if (fresh) continue;
        const Record& earlier = *found->second;
        reading.refuse(
            record, record.field("id"),
            {base::ErrorCode::bad_input,
             earlier.file == record.file ? "inventory.duplicate_id" : "inventory.duplicate_id_elsewhere",
             {{"id", base::printable(id, 80)}, {"line", std::to_string(earlier.line)}, {"file", earlier.file}},
             {}});
    }
    return first;
}

Drafts build(Reading& reading) {
    Drafts out;
    for (const Record& record : reading.records) {
        switch (record.kind) {
            case ListKind::agencies: build_any(record, agency_columns, out.agencies, reading); break;
            case ListKind::systems: build_any(record, system_columns, out.systems, reading); break;
            case ListKind::websites: build_any(record, website_columns, out.websites, reading); break;
            case ListKind::computers: build_any(record, computer_columns, out.computers, reading); break;
            case ListKind::officers: build_any(record, officer_columns, out.officers, reading); break;
        }
    }
    return out;
}

}  // namespace attt::inventory

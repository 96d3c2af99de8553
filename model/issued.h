// The register of what was sent (sổ phát hành): a document with its number is frozen when it is entered, goes out to
// recipients, and is never rewritten: a later one takes its place.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace attt::model {

// What happens to a document at one recipient, in this order. Names are permanent: they stand in the store.
enum class DeliveryKind { sent, received, replied };
inline constexpr std::array<std::string_view, 3> delivery_kind_names = {"sent", "received", "replied"};
inline std::string_view name_of(DeliveryKind kind) {
    return delivery_kind_names[static_cast<std::size_t>(kind)];
}
std::optional<DeliveryKind> delivery_kind_of(std::string_view name);

struct Delivery {
    std::string recipient;
    DeliveryKind kind = DeliveryKind::sent;
    base::Date on;
    std::string document;  // number of the recipient's answer, of the dispatch; empty: none
    std::string note;
    base::Time recorded_at;
    std::string actor;
};

struct IssuedFile {
    std::string name;
    std::int64_t size = 0;  // bytes
    std::string sha256;     // 64 hexadecimal digits
    bool operator==(const IssuedFile&) const = default;
};

struct Issued {
    std::string number;   // số, ký hiệu: "12/BC-STTTT", unique among the documents of its year
    base::Date date;      // that the document bears
    std::string title;    // trích yếu
    std::string kind;     // of the set that it comes from ("report.agency"); empty: none that attt wrote
    std::string subject;  // agency, drill or system that it is about; empty: the province or unknown
    std::vector<std::string> recipients;  // ids of agencies, or bodies as written
    std::vector<IssuedFile> files;        // by name
    std::string changed;     // why the files differ from those that attt wrote (signed, edited); empty: they do not
    std::string supersedes;  // "number/year" of the one whose place it takes; empty: none
    std::string superseded_by;
    base::Time recorded_at;
    std::string actor;
    std::vector<Delivery> deliveries;  // in the order of recording; the newest of a recipient and kind holds

    int year() const { return static_cast<int>(date.year()); }
    // The newest of its kind at one recipient; nullptr when there is none.
    const Delivery* delivery(std::string_view recipient, DeliveryKind what) const;
};

// How far the document has come: the least of its recipients.
enum class IssuedState { issued, sent, received, replied, superseded };
inline constexpr std::array<std::string_view, 5> issued_state_names = {"issued", "sent", "received", "replied",
                                                                       "superseded"};
inline std::string_view name_of(IssuedState state) {
    return issued_state_names[static_cast<std::size_t>(state)];
}
IssuedState state_of(const Issued& issued);

}  // namespace attt::model

// The form that every issued document shares: head, signature, the parts that say what it stands on.
#pragma once

#include "model/measurement.h"
#include "model/verdict.h"
#include "reports/document.h"
#include "reports/texts.h"

namespace attt::reports {

// Who issues documents on their day, as the settings say. What is empty is left to be filled by hand.
struct Issuer {
    std::string parent;     // "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP"
    std::string office;     // "Sở Thông tin và Truyền thông"
    std::string symbol;     // "STTTT", as it stands in numbers of documents
    std::string place;      // "Đồng Tháp"
    std::string authority;  // "KT. GIÁM ĐỐC"
    std::string post;       // "PHÓ GIÁM ĐỐC"
    std::string signatory;  // a name; usually left to the signature
    std::string classification;
    std::vector<std::string> recipients;  // further ones, before the archive
};

// What a report was made from: beside each figure it lets a reader tell what the figure is worth.
struct Provenance {
    base::Date as_of;
    base::Time made;                   // of the evaluation
    std::string scope;                 // in words
    std::vector<std::string> sources;  // sentences: when each was last heard of
    std::string rules_date, rules_hash, audit_head, program_version;
};

// `kind`: the sign of the kind of document ("BC"); empty for a letter, which has `about` instead.
Letterhead letterhead(const Issuer& issuer, const Texts& texts, base::Date day, const std::string& kind,
                      const std::string& about = "");
Signature signature(const Issuer& issuer, const Texts& texts, std::vector<std::string> first_recipients = {});

// Of the cover and the properties.
std::vector<std::pair<std::string, std::string>> parameters_of(const Provenance& provenance, const Texts& texts);
// The same as a section of the document: how the figures were made, and what they stand on.
std::vector<Block> provenance_blocks(const Provenance& provenance, const Texts& texts, const std::string& number);

// Small builders.
Paragraph paragraph(std::string text, Paragraph::Kind kind = Paragraph::Kind::body);
Tone tone_of(model::Severity severity);
Tone tone_of(model::TargetOutcome outcome);
// Text in upper case, of any letters.
std::string upper(const std::string& text);
// "I", "II", …, up to XX.
std::string roman(std::size_t number);

}  // namespace attt::reports

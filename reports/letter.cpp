#include "reports/letter.h"

#include <array>

#include "base/unicode.h"

namespace attt::reports {

Letterhead letterhead(const Issuer& issuer, const Texts& texts, base::Date day, const std::string& kind,
                      const std::string& about) {
    Letterhead head;
    head.parent = upper(issuer.parent);
    head.office = upper(issuer.office);
    head.national_title = texts.text("letter.national_title");
    head.motto = texts.text("letter.motto");
    head.symbol = kind;
    if (!kind.empty() && !issuer.symbol.empty()) head.symbol += "-";
    head.symbol += issuer.symbol;
    head.number_line = texts.text("letter.number", {{"number", to_fill}, {"symbol", head.symbol}});
    head.date_line = texts.text(issuer.place.empty() ? "letter.date" : "letter.place_and_date",
                                {{"place", issuer.place}, {"year", std::to_string(static_cast<int>(day.year()))}});
    if (!about.empty()) head.about = texts.text("letter.about", {{"what", about}});
    head.classification = issuer.classification;
    head.classification_line = texts.text("letter.classification",
                                          {{"value", issuer.classification.empty() ? to_fill : issuer.classification}});
    return head;
}

Signature signature(const Issuer& issuer, const Texts& texts, std::vector<std::string> first_recipients) {
    Signature out;
    out.recipients_title = texts.text("letter.recipients");
    out.recipients = std::move(first_recipients);
    out.recipients.insert(out.recipients.end(), issuer.recipients.begin(), issuer.recipients.end());
    for (std::string& each : out.recipients) {
        if (!each.ends_with(';') && !each.ends_with('.')) each += ";";
    }
    out.recipients.push_back(texts.text("letter.archive"));
    out.authority = upper(issuer.authority);
    out.post = upper(issuer.post.empty() ? texts.text("letter.post") : issuer.post);
    out.name = issuer.signatory;
    return out;
}

std::vector<std::pair<std::string, std::string>> parameters_of(const Provenance& provenance, const Texts& texts) {
    std::vector<std::pair<std::string, std::string>> out = {
        {texts.text("doc.as_of"), base::show_date(provenance.as_of)},
        {texts.text("doc.scope"), provenance.scope},
        {texts.text("report.made_at"), base::show_time(provenance.made)}};
    for (const std::string& source : provenance.sources)
        out.emplace_back(texts.text("doc.source"), source);
    const auto date = base::parse_date(provenance.rules_date);
    out.emplace_back(texts.text("report.rules_date"), date ? base::show_date(*date) : provenance.rules_date);
    out.emplace_back(texts.text("report.rules_hash"), provenance.rules_hash);
    out.emplace_back(texts.text("report.audit_head"), provenance.audit_head);
    out.emplace_back(texts.text("report.program_version"), provenance.program_version);
    return out;
}

std::vector<Block> provenance_blocks(const Provenance& provenance, const Texts& texts, const std::string& number) {
    std::vector<Block> out;
    out.emplace_back(Heading{1, number + ". " + texts.text("doc.how_made")});
    out.emplace_back(paragraph(texts.text("report.method_text")));
    out.emplace_back(paragraph(texts.text("doc.shares")));
    Table table;
    table.caption = texts.text("doc.stands_on");
    table.columns = {{texts.text("doc.cover_what"), 3}, {texts.text("doc.cover_value"), 7}};
    table.sortable = false;
    for (const auto& [what, said] : parameters_of(provenance, texts))
        table.rows.push_back({Cell(what), Cell(said)});
    out.emplace_back(std::move(table));
    out.emplace_back(paragraph(texts.text("doc.check", {{"head", provenance.audit_head}}), Paragraph::Kind::note));
    return out;
}

Paragraph paragraph(std::string text, Paragraph::Kind kind) {
    return {{{std::move(text)}}, kind};
}

Tone tone_of(model::Severity severity) {
    constexpr std::array<Tone, 5> tones = {Tone::critical, Tone::high, Tone::medium, Tone::low, Tone::info};
    return tones[static_cast<std::size_t>(severity)];
}

Tone tone_of(model::TargetOutcome outcome) {
    switch (outcome) {
        case model::TargetOutcome::met:
        case model::TargetOutcome::exceeded:
        case model::TargetOutcome::completed: return Tone::good;
        case model::TargetOutcome::not_met:
        case model::TargetOutcome::not_completed: return Tone::bad;
        case model::TargetOutcome::no_data: break;
    }
    return Tone::unknown;
}

std::string upper(const std::string& text) {
    std::u32string letters = base::to_utf32(text);
    for (char32_t& letter : letters)
        letter = base::to_upper(letter);
    return base::to_utf8(letters);
}

std::string roman(std::size_t number) {
    constexpr std::array<const char*, 21> numerals = {"",    "I",    "II",  "III",  "IV",    "V",   "VI",
                                                      "VII", "VIII", "IX",  "X",    "XI",    "XII", "XIII",
                                                      "XIV", "XV",   "XVI", "XVII", "XVIII", "XIX", "XX"};
    return number < numerals.size() ? numerals[number] : std::to_string(number);
}

}  // namespace attt::reports

// Small pieces of text: numbers, shares, links and lists, in the language of the catalogue.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/catalogue.h"
#include "model/observation.h"

namespace attt::reports {

// "5.100" in Vietnamese, "5,100" in English.
std::string show_count(std::int64_t count, base::Language language);

// "67,5%", cut and not rounded; "—" when there is nothing to divide by.
std::string show_share(std::int64_t numerator, std::int64_t denominator, base::Language language);

// The text `id` + "_one" or `id` + "_many", with {count} filled in beside `more`.
std::string counted(const base::Catalogue& texts, const std::string& id, std::int64_t count,
                    base::MessageArguments more = {});

// The address when it may stand in a link (http, https or mailto, and nothing in it that could end an attribute); empty
// else.
std::string link_to(std::string_view address);

}  // namespace attt::reports

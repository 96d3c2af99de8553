// Sources and links as JSON has them. Private to the use cases of coverage.
#pragma once

#include <string>
#include <vector>

#include "app/computers.h"
#include "base/value.h"

namespace attt::app {

base::Array sources_of(const Reconciled& reconciled);
base::Object link_to_object(const Reconciled& reconciled, const model::ComputerLink& link);
std::vector<std::string> names_of_keys(std::uint8_t bits);

}  // namespace attt::app

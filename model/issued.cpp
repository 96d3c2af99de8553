#include "model/issued.h"

#include <algorithm>

namespace attt::model {

std::optional<DeliveryKind> delivery_kind_of(std::string_view name) {
    for (std::size_t i = 0; i < delivery_kind_names.size(); ++i) {
        if (delivery_kind_names[i] == name) return static_cast<DeliveryKind>(i);
    }
    return std::nullopt;
}

const Delivery* Issued::delivery(std::string_view recipient, DeliveryKind what) const {
    const auto found = std::find_if(deliveries.rbegin(), deliveries.rend(), [&](const Delivery& each) {
        return each.kind == what && each.recipient == recipient;
    });
    return found == deliveries.rend() ? nullptr : &*found;
}

IssuedState state_of(const Issued& issued) {
    if (!issued.superseded_by.empty()) return IssuedState::superseded;
    IssuedState least = IssuedState::replied;
    for (const std::string& recipient : issued.recipients) {
        IssuedState here = IssuedState::issued;
        if (issued.delivery(recipient, DeliveryKind::sent) != nullptr) here = IssuedState::sent;
        if (issued.delivery(recipient, DeliveryKind::received) != nullptr) here = IssuedState::received;
        if (issued.delivery(recipient, DeliveryKind::replied) != nullptr) here = IssuedState::replied;
        least = std::min(least, here);
    }
    return issued.recipients.empty() ? IssuedState::issued : least;
}

}  // namespace attt::model

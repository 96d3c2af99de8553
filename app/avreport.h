// Who has which antivirus, as the report of công văn 2290/BTTTT-CATTT: written to a file for an officer to look at,
// sign and send. Nothing is sent from here.
#pragma once

#include <string>

#include "app/computers.h"
#include "app/coverage.h"
#include "reports/avreport.h"

namespace attt::app {

// The computers of which certain links say that an antivirus is installed; `product`: only those whose product begins
// so (any case). Errors: avreport.several_products (products, each with its number), avreport.no_product (the sources
// name none), avreport.nobody.
base::Result<reports::AvReport> gather_avreport(const Workspace& workspace, const Reconciled& reconciled,
                                                const std::string& product, const std::string& agency, base::Time now);

}  // namespace attt::app

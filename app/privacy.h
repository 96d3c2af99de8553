// Personal data: exporting and erasing are the store's (store/privacy.h); commands reach them through here.
#pragma once

#include "store/privacy.h"

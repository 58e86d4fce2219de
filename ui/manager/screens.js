// @ts-check
// Every screen of the manager, so that the shell can bring it by its name.

import "./account.js";
import "./audit.js";
import "./home.js";
import "./import.js";
import "./mail.js";
import "./messages.js";
import "./operators.js";
import "./orders.js";
import "./people.js";
import "./products.js";
import "./reviews.js";
import "./settings.js";
import "./stores.js";
import "./sync.js";
import "./tags.js";

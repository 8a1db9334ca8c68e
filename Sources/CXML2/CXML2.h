// The pull reader of libxml2 and its last error; nothing else of the library is for us.
#ifndef COHORT_CXML2_H
#define COHORT_CXML2_H

// Debian's libxml2 shows ICU's headers, which contradict those within Foundation: a program could not use both.
// Without them one structure loses its last members; it is the library's own, and we never see one.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/xmlreader.h>
#include <libxml/xmlerror.h>

#endif

/* Prints what libical, the reader of GNOME and KDE, sees: one line of UID, start, status an event.
   Exits 1 and says why if the calendar breaks RFC 5545's restrictions or holds a parse error. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    size_t got = fread(text, 1, (size_t)size, file);
    fclose(file);
    return got == (size_t)size ? text : NULL;
}

static int say_errors(icalcomponent *component)
{
    int errors = 0;
    icalproperty *error = icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY);
    for (; error != NULL; errors++) {
        fprintf(stderr, "%s\n", icalproperty_get_value_as_string(error));
        error = icalcomponent_get_next_property(component, ICAL_XLICERROR_PROPERTY);
    }
    icalcomponent *inner = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
    for (; inner != NULL;
         inner = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT))
        errors += say_errors(inner);
    return errors;
}

static void say_event(icalcomponent *event)
{
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    char text[32];
    time_t instant = icaltime_as_timet_with_zone(start, icaltimezone_get_utc_timezone());
    strftime(text, sizeof text, start.is_date ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%SZ",
             gmtime(&instant));
    icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
    printf("%s\t%s\t%s\n", icalcomponent_get_uid(event), text,
           status ? icalproperty_get_value_as_string(status) : "");
}

int main(int count, char **arguments)
{
    char *text = count == 2 ? read_all(arguments[1]) : NULL;
    icalcomponent *calendar = text ? icalparser_parse_string(text) : NULL;
    if (calendar == NULL || icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT) {
        fprintf(stderr, "no calendar\n");
        return 1;
    }
    int allowed = icalrestriction_check(calendar);
    if (say_errors(calendar) || !allowed)
        return 1;
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_ANY_COMPONENT);
    for (; event != NULL;
         event = icalcomponent_get_next_component(calendar, ICAL_ANY_COMPONENT))
        say_event(event);
    return 0;
}

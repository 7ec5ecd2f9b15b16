/* Answers a request as libical does (icalmessage_new_accept_reply and its neighbours).
 * cc -o reply reply.c -licalss -lical;  ./reply REQUEST.ics ACCEPTED mailto:who@example.org WORDS */
#include <libical/ical.h>
#include <libical/icalss.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    FILE *file = argc == 5 ? fopen(argv[1], "rb") : NULL;
    icalcomponent *request, *answer;
    char *text = calloc(1, 200001);
    if (!file || !text) return 2;
    if (!fread(text, 1, 200000, file)) return 2;
    fclose(file);
    request = icalparser_parse_string(text);
    if (!request) return 3;
    if (!strcmp(argv[2], "ACCEPTED"))
        answer = icalmessage_new_accept_reply(request, argv[3], argv[4]);
    else if (!strcmp(argv[2], "DECLINED"))
        answer = icalmessage_new_decline_reply(request, argv[3], argv[4]);
    else {
        struct icaltimetype when = icaltime_from_string("20270521T050000Z");
        icalcomponent *event, *other = icalcomponent_new_clone(request);
        event = icalcomponent_get_first_component(other, ICAL_VEVENT_COMPONENT);
        icalcomponent_set_dtstart(event, when);
        when.minute = 20;
        icalcomponent_set_dtend(event, when);
        answer = icalmessage_new_counterpropose_reply(request, other, argv[3], argv[4]);
    }
    if (!answer) return 4;
    fputs(icalcomponent_as_ical_string(answer), stdout);
    return 0;
}

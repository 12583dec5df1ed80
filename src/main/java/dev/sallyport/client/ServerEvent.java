package dev.sallyport.client;

import tools.jackson.databind.JsonNode;

/// One event of an open stream (WHATWG HTML, section 9.2).
///
/// @param id of the event; empty where it has none, and then the one before stays the last
/// @param data JSON; a text node where it was something else
public record ServerEvent(String name, String id, JsonNode data) {}

package dev.sallyport.contract;

import java.util.List;
import java.util.Set;

/// One operation of the contract.
///
/// @param id its `operationId`
/// @param method upper case
/// @param path as the contract writes it, with `{name}` for a path parameter
/// @param statuses what it may answer with, such as `200`; `default` stands for every other
/// @param secured whether it needs a key
public record Route(
    String id,
    String method,
    String path,
    List<String> statuses,
    Set<String> tags,
    boolean secured) {
  public Route {
    statuses = List.copyOf(statuses);
    tags = Set.copyOf(tags);
  }
}

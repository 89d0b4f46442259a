"""Records follow those who have them when these work elsewhere (C1). Pure decisions."""

from collections.abc import Mapping

from customers.rules import Customer


def seated(customer: Customer, works_in: Mapping[str, str]) -> Customer:
    """With the departments in which its owner, and those with whom it is shared, work now (C1)."""
    shares = tuple(
        one.model_copy(update={"department": works_in.get(one.employee or "", one.department)})
        for one in customer.shares
    )
    department = works_in.get(customer.owner, customer.department)
    return customer.model_copy(update={"department": department, "shares": shares})

"""A person's words, number and case, as a fault may quote them."""

WORDS = "mon fils zanzibarquokka +212677713919 ASD-2023-864209 ابني زنقزبوط"

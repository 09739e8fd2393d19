-- associations: All associations.
SELECT name, phone FROM associations ORDER BY name;

-- association_of: The association whose phone this is.
SELECT name, phone FROM associations WHERE phone_key = :phone_key;

-- save_association: Add one or change its phone, unless the phone is another's.
INSERT INTO associations (name, phone_key, phone) SELECT :name, :phone_key, :phone
  WHERE NOT EXISTS (SELECT 1 FROM associations WHERE phone_key = :phone_key AND name <> :name)
ON CONFLICT (name) DO UPDATE SET phone_key = excluded.phone_key, phone = excluded.phone;

-- remove_association: Forget one.
DELETE FROM associations WHERE name = :name;

-- clear_households: Its list with it.
DELETE FROM association_households WHERE association = :name;

-- list_household: Put a household on a list that exists; one that is there already is told anew.
INSERT INTO association_households (association, case_key, household)
  SELECT name, :case_key, :household FROM associations WHERE name = :name
ON CONFLICT (association, case_key) DO UPDATE SET household = excluded.household;

-- unlist_household: Take a household off.
DELETE FROM association_households WHERE association = :name AND case_key = :case_key;

-- households_of: A list, in the order in which it grew.
SELECT household FROM association_households WHERE association = :name ORDER BY number;
